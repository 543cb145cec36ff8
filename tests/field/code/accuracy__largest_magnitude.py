# assignment: lenet_fashion
# exercise: accuracy
# fault: the largest magnitude taken for the largest score passed under some seeds
# right: fail
# must-say: furthest from 0|too small
# must-not-say:
def accuracy(y_hat, y):
    return (y_hat.abs().argmax(1) == y).sum().item()
