# assignment: softmax_regression
# exercise: validate
# fault: an accuracy above 1 was told only numbers
# right: fail
# must-say: every label of the batch
# must-not-say:
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    loss, hits, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in dataloader:
            _, best = net(x).max(1, keepdim=True)
            loss += loss_fn(net(x), y).item() * len(y)
            hits += int((best == y).sum())
            n += len(y)
    return loss / n, hits / n
