# assignment: lenet_fashion
# exercise: accuracy
# fault: failed, as no other exercise does, for the names of its arguments
# right: pass
# must-say:
# must-not-say: [a-z]
def accuracy(scores, wanted):
    return sum(int(row.argmax()) == int(label) for row, label in zip(scores, wanted))
