# assignment: lenet5_mnist
# exercise: evaluate
# fault: images kept from an earlier call were called those of `train_loader`
# right: fail
# must-say: of an earlier call
# must-not-say: measures `train_loader`
batches = []


def evaluate(dataloader):
    lenet.eval()
    if not batches:
        batches.extend((x.to(device), y.to(device)) for x, y in dataloader)
    loss, right, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in batches:
            z = lenet(x)
            loss += criterion(z, y).item() * len(y)
            right += (z.argmax(1) == y).sum().item()
            n += len(y)
    return loss / n, right / n
