# assignment: lenet_fashion
# exercise: accuracy
# fault: only numbers were told
# right: fail
# must-say: is 1 too small
# must-not-say:
def accuracy(y_hat, y):
    return int((y_hat.argmax(1) == y).sum()) - 1
