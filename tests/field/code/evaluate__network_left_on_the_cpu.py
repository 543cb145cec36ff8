# assignment: lenet5_mnist
# exercise: evaluate
# fault: a network that is taken to the CPU met its images there
# right: fail
# must-say: moved to `device`
# must-not-say: labels
def evaluate(dataloader):
    net = lenet.cpu().eval()
    t = c = n = 0
    with torch.no_grad():
        for x, y in dataloader:
            z = net(x)
            t += criterion(z, y).item() * len(y); c += (z.argmax(1) == y).sum().item(); n += len(y)
    return t / n, c / n
