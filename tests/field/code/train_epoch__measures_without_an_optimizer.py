# assignment: softmax_regression
# exercise: train_epoch
# fault: a net that never moves without an optimizer was said to stay only where another came before it
# right: fail
# must-say: .
# must-not-say: another
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    net.train()
    loss_sum, hits, n = 0.0, 0, 0
    for x, y in dataloader:
        out = net(x)
        loss = loss_fn(out, y)
        if optimizer:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        loss_sum += loss.item() * len(y)
        hits += int((out.argmax(1) == y).sum())
        n += len(y)
    return loss_sum / n, hits / n
