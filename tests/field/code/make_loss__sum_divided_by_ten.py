# assignment: lenet_fashion
# exercise: make_loss
# fault: passed, where there were as many pictures as classes
# right: fail
# must-say: .
# must-not-say:
def make_loss():
    return lambda scores, labels: F.cross_entropy(scores, labels, reduction="sum") / 10
