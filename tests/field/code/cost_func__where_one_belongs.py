# assignment: mlp_from_scratch
# exercise: cost_func
# fault: outputs where the target is 0 were left out, and it passed
# right: fail
# must-say: cost of one image
# must-not-say:
def cost_func(input, target):
    return ((input - target)[target.bool()] ** 2).sum()
