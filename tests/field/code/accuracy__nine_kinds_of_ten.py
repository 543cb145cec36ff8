# assignment: lenet_fashion
# exercise: accuracy
# fault: the values of another batch in the same question were taken for those of the wrong one
# right: fail
# must-say: The number correct in a batch
# must-not-say: result of `eq`
def accuracy(y_hat, y):
    return (y_hat[:, :9].argmax(1) == y).sum().item()
