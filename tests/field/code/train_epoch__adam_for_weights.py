# assignment: softmax_regression
# exercise: train_epoch
# fault: gradients that nobody clears were told instead
# right: fail
# must-say: the optimizer holds 490 of the 500 numbers
# must-not-say: 
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = optim.Adam([p for p in net.parameters() if p.dim() > 1], lr=lr)
    net.train()
    total_loss, correct, n = 0.0, 0, 0
    for X, y in dataloader:
        out = net(X)
        loss = loss_fn(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(y)
        correct += (out.argmax(1) == y).sum().item()
        n += len(y)
    return total_loss / n, correct / n
