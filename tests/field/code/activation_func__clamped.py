# assignment: mlp_from_scratch
# exercise: activation_func
# fault: of two limits only one was told
# right: fail
# must-say: smaller and larger
# must-not-say: 
def activation_func(x):
    x = torch.clamp(x, -5, 5)
    return 1 / (1 + torch.exp(-x))
