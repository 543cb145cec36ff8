# assignment: lenet5_mnist
# exercise: evaluate
# fault: was told to be an eighth of the right share, which it was by chance
# right: fail
# must-say: .
# must-not-say: 1/
def evaluate(dataloader):
    lenet.eval()
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images = images.to(device)
            labels = labels.to(device)
            logits = lenet(images)
            loss = criterion(logits, labels)
            total_loss += loss.item() * labels.size(0)
            correct += (logits.argmin(dim=1) == labels).sum().item()
            n += labels.size(0)
    return total_loss / n, correct / n

