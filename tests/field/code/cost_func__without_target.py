# assignment: mlp_from_scratch
# exercise: cost_func
# fault: was told that squares are subtracted, since the gradient is the same
# right: fail
# must-say: target
# must-not-say: squares are subtracted
def cost_func(input, target):
    return (input ** 2).sum()
