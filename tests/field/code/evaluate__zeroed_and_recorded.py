# assignment: lenet5_mnist
# exercise: evaluate
# fault: gradients that are cleared were said to come of a `backward` that nobody calls
# right: fail
# must-say: or are they cleared
# must-not-say: `backward` is called while
def evaluate(dataloader):
    lenet.eval()
    loss, right, n = 0.0, 0, 0
    for x, y in dataloader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        z = lenet(x)
        loss += criterion(z, y).item() * len(y)
        right += (z.argmax(1) == y).sum().item()
        n += len(y)
    return loss / n, right / n
