# assignment: softmax_regression
# exercise: validate
# fault: the line after the one to blame was named
# right: fail
# must-say: what the network answers in line \d+ is still that of a right solution; what line \d+ makes of it with `exp`
# must-not-say: nll_loss|computed by a call
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    s = c = n = 0
    with torch.no_grad():
        for X, y in dataloader:
            out = net(X).exp()
            s += loss_fn(out, y).item() * len(y); c += (out.argmax(1) == y).sum().item(); n += len(y)
    return s / n, c / n
