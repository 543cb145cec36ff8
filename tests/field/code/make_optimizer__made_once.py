# assignment: lenet_fashion
# exercise: make_optimizer
# fault: an optimizer that is made once, for the first network, passed
# right: fail
# must-say: No weight of `net` moves
# must-not-say:
_made = []
def make_optimizer(net):
    if not _made:
        _made.append(torch.optim.SGD(net.parameters(), lr=0.9))
    return _made[0]
