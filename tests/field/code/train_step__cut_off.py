# assignment: lenet_fashion
# exercise: train_step
# fault: `backward` was told never to be called
# right: fail
# must-say: does not come from this network
# must-not-say: never called
def train_step(net, X, y, loss, optimizer):
    net.train()
    optimizer.zero_grad()
    with torch.no_grad():
        y_hat = net(X)
    l = loss(y_hat, y)
    l.requires_grad_()
    l.backward()
    optimizer.step()
    return l.item(), accuracy(y_hat, y)
