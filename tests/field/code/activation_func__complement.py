# assignment: mlp_from_scratch
# exercise: activation_func
# fault: the minus in an exponent that is not there was called missing
# right: fail
# must-say: falls instead of rising
# must-not-say: missing
def activation_func(x):
    return 1 - torch.sigmoid(x)
