# assignment: lenet_fashion
# exercise: make_optimizer
# fault: all layers but the linear ones were told to be left out
# right: fail
# must-say: a convolution
# must-not-say: only the linear
def make_optimizer(net):
    return torch.optim.SGD(list(net.parameters())[2:], lr=0.9)
