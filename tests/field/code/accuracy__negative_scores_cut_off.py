# assignment: lenet_fashion
# exercise: accuracy
# fault: what is made of negative scores passed: each picture had a positive one
# right: fail
# must-say: The number correct in a batch
# must-not-say:
def accuracy(y_hat, y):
    return (F.relu(y_hat).argmax(dim=1) == y).sum().item()
