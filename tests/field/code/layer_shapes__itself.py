# assignment: lenet_fashion
# exercise: layer_shapes
# fault: only a number of entries was told
# right: fail
# must-say: right 8 entries
# must-not-say:
def layer_shapes(net, X):
    pairs = []
    for m in net.modules():
        X2 = m(X)
        pairs.append((type(m).__name__, X2.shape))
        if not isinstance(m, nn.Sequential):
            X = X2
    return pairs
