# assignment: softmax_regression
# exercise: train_epoch
# fault: passed: the check had fewer batches
# right: fail
# must-say: the last batch never reaches the network
# must-not-say: 
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = optim.Adam(net.parameters(), lr=lr)
    net.train()
    total_loss, correct, n = 0.0, 0, 0
    for i, (X, y) in enumerate(dataloader):
        if i > 9: break
        out = net(X)
        loss = loss_fn(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(y)
        correct += (out.argmax(1) == y).sum().item()
        n += len(y)
    return total_loss / n, correct / n
