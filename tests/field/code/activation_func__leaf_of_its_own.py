# assignment: mlp_from_scratch
# exercise: activation_func
# fault: the kit's own exception was told
# right: fail
# must-say: no gradient flows
# must-not-say: cannot be used
def activation_func(x):
    y = 1 / (1 + np.exp(-x.detach().numpy()))
    return torch.tensor(y, requires_grad=True)
