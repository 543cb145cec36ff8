# assignment: training_loop
# exercise: gradient_sum
# fault: a sum that is remembered where there is no gradient passed
# right: fail
# must-say: before any backward
# must-not-say:
_last = 0.0
def gradient_sum(network):
    global _last
    g = network.conv1.weight.grad
    if g is not None:
        _last = g.sum().item()
    return _last
