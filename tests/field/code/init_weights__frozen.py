# assignment: lenet_fashion
# exercise: init_weights
# fault: the new weights do not ask for gradients
# right: fail
# must-say: do not ask for gradients
# must-not-say: Xavier
def init_weights(m):
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        m.weight = nn.Parameter(nn.init.xavier_uniform_(torch.empty_like(m.weight)), requires_grad=False)
