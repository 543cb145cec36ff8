# assignment: mlp_from_scratch
# exercise: activation_func
# fault: only numbers were told of a quotient that binds more tightly than the sum
# right: fail
# must-say: is 1 divided by the right one
# must-not-say:
def activation_func(x):
    return 1 / 1 + torch.exp(-x)
