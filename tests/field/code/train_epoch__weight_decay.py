# assignment: softmax_regression
# exercise: train_epoch
# fault: nothing was told
# right: fail
# must-say: weight decay of 0.01
# must-not-say:
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = optim.AdamW(net.parameters(), lr=lr)
    net.train()
    L = hits = n = 0
    for x, y in dataloader:
        optimizer.zero_grad()
        o = net(x)
        l = loss_fn(o, y)
        l.backward()
        optimizer.step()
        L += l.item() * len(y)
        hits += (o.argmax(1) == y).sum().item()
        n += len(y)
    return L / n, hits / n
