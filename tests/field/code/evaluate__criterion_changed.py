# assignment: lenet5_mnist
# exercise: evaluate
# fault: passed, and all training after it took sums for means
# right: fail
# must-say: leaves a `criterion` that no longer gives the mean of a batch
# must-not-say: is not
def evaluate(dataloader):
    lenet.eval()
    criterion.reduction = "sum"
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            total_loss += criterion(logits, labels).item()
            correct += (logits.argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return total_loss / n, correct / n
