# assignment: mlp_from_scratch
# exercise: cost_func
# fault: the kit's own exception was told
# right: fail
# must-say: no gradient flows back
# must-not-say: cannot be used
def cost_func(input, target):
    return torch.tensor(((input - target) ** 2).sum(), requires_grad=True)
