# assignment: lenet_fashion
# exercise: layer_shapes
# fault: state that is kept from one call to the next did not show
# right: fail
# must-say: has the right 8 entries.*8 more
# must-not-say:
def layer_shapes(net, X, out=[]):
    for layer in net:
        X = layer(X)
        out.append((type(layer).__name__, tuple(X.shape)))
    return out
