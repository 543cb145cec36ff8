# assignment: mlp_from_scratch
# exercise: cost_func
# fault: `sub` was blamed for what it makes of its own result
# right: fail
# must-say: line 9 applies it to that result once more
# must-not-say: makes of it with
def cost_func(input, target):
    diff = input
    diff -= target
    return (diff ** 2).sum()
