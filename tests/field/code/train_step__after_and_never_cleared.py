# assignment: lenet_fashion
# exercise: train_step
# fault: the loss of the first batch was told to come of gradients that only the second finds there
# right: fail
# must-say: asked apart from its steps.*earlier gradients are still there
# must-not-say:
def train_step(net, X, y, loss, optimizer):
    net.train()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    y_hat = net(X)
    l = loss(y_hat, y)
    return l.item(), accuracy(y_hat, y)
