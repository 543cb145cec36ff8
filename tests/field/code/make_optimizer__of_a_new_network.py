# assignment: lenet_fashion
# exercise: make_optimizer
# fault: an optimizer of another network was told as a weight that goes 0 instead of -0.12
# right: fail
# must-say: No weight of `net` moves
# must-not-say:
def make_optimizer(net):
    net = make_lenet()
    return torch.optim.SGD(net.parameters(), lr=0.9)
