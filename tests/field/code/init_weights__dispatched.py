# assignment: lenet_fashion
# exercise: init_weights
# fault: a function that is dispatched by the kind of layer was told that it never looks at it
# right: fail
# must-say: spread 0\.\d times
# must-not-say: never looks at
from functools import singledispatch


@singledispatch
def init_weights(m):
    return None


@init_weights.register(nn.Linear)
@init_weights.register(nn.Conv2d)
def _(m):
    window = m.weight[0][0].numel()
    a = (2 / (window * (m.weight.shape[0] + m.weight.shape[1]))) ** 0.5
    nn.init.uniform_(m.weight, -a, a)
