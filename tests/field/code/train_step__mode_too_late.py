# assignment: lenet_fashion
# exercise: train_step
# fault: it was said not to be put into training mode, though it is, too late
# right: fail
# must-say: not in training mode while it is trained
# must-not-say: not put
def train_step(net, X, y, loss, optimizer):
    y_hat = net(X)
    net.train()
    optimizer.zero_grad()
    l = loss(y_hat, y)
    l.backward()
    optimizer.step()
    net.eval()
    return l.item(), (y_hat.argmax(1) == y).sum().item()
