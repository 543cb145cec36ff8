# assignment: softmax_regression
# exercise: train_epoch
# fault: the step was told to come before `backward`
# right: fail
# must-say: a step is taken twice; a right solution takes 6
# must-not-say: before .?backward
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    total, right, n = 0.0, 0, 0
    optimizer.zero_grad()
    for i, (x, y) in enumerate(dataloader):
        out = net(x)
        loss = loss_fn(out, y)
        loss.backward()
        if (i + 1) % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item() * len(y)
        right += (out.argmax(1) == y).sum().item()
        n += len(y)
    return total / n, right / n
