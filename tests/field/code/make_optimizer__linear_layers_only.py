# assignment: lenet_fashion
# exercise: make_optimizer
# fault: an optimizer without the convolutions passed
# right: fail
# must-say: of a convolution were not given
# must-not-say:
def make_optimizer(net):
    return torch.optim.SGD([p for layer in net if isinstance(layer, nn.Linear) for p in layer.parameters()], lr=0.9)
