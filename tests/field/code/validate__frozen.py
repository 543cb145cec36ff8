# assignment: softmax_regression
# exercise: validate
# fault: it was told as a number under a name
# right: fail
# must-say: `requires_grad` was switched off
# must-not-say: of `requires_grad`
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    for p in net.parameters():
        p.requires_grad_(False)
    s = c = n = 0
    for X, y in dataloader:
        out = net(X)
        s += loss_fn(out, y).item() * len(y); c += (out.argmax(1) == y).sum().item(); n += len(y)
    return s / n, c / n
