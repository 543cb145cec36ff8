# assignment: lenet_fashion
# exercise: init_weights
# fault: weights that nearly all changed were told to be as they were
# right: fail
# must-say: the mean of the weights
# must-not-say: as they were
def init_weights(m):
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        w = torch.empty_like(m.weight)
        nn.init.xavier_uniform_(w)
        m.weight.data += w
