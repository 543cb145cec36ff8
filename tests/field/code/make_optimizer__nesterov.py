# assignment: lenet_fashion
# exercise: make_optimizer
# fault: a switch was told as a number
# right: fail
# must-say: `nesterov` switched on
# must-not-say: `nesterov` of
def make_optimizer(net):
    return torch.optim.SGD(net.parameters(), lr=0.9, momentum=0.5, nesterov=True)
