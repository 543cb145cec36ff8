# assignment: lenet_fashion
# exercise: make_loss
# fault: two steps of the library were told, both by the same words
# right: fail
# must-say: loss is
# must-not-say: computed by a call
def make_loss():
    return nn.CrossEntropyLoss(label_smoothing=0.2)
