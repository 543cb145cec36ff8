# assignment: lenet_fashion
# exercise: train
# fault: the network was told to be another one, with more parameters
# right: fail
# must-say: .
# must-not-say: it is another one
def train(net, train_iter, test_iter, num_epochs, lr):
    """Nothing of PyTorch's optimizers and nothing of the earlier exercises."""
    with torch.no_grad():
        for m in net.modules():
            if isinstance(m, (nn.Linear, nn.Conv2d)):
                fan = m.weight[0, 0].numel() * (m.weight.shape[0] + m.weight.shape[1])
                m.weight.uniform_(-1, 1).mul_((6 / fan) ** 0.5)
    tl, ta, te = [], [], []
    for _ in range(num_epochs):
        net.train()
        total, right, seen = 0.0, 0, 0
        for X, y in train_iter:
            scores = net(X)
            value = F.nll_loss(F.log_softmax(scores, dim=1), y, reduction="sum")
            net.zero_grad()
            (value / len(y)).backward()
            with torch.no_grad():
                for p in net.parameters():
                    if p.grad is not None:
                        p += lr * p.grad
            total += value.item()
            right += (scores.argmax(1) == y).sum().item()
            seen += len(y)
        net.eval()
        with torch.no_grad():
            ok = [bool(hit) for X, y in test_iter for hit in net(X).argmax(1) == y]
        tl.append(total / seen)
        ta.append(right / seen)
        te.append(sum(ok) / len(ok))
    return {"train_loss": tl, "train_acc": ta, "test_acc": te}
