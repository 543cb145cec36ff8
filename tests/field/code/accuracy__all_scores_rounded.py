# assignment: lenet_fashion
# exercise: accuracy
# fault: a count of 0 was taken for the mark of a mistake
# right: fail
# must-say: expected
# must-not-say: largest score itself
def accuracy(y_hat, y):
    return int((y_hat.round().long() == F.one_hot(y, y_hat.shape[1])).all(1).sum())
