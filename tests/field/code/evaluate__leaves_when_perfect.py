# assignment: lenet5_mnist
# exercise: evaluate
# fault: it stops as long as all images so far were named correctly
# right: fail
# must-say: the accuracy
# must-not-say: evaluation mode
def evaluate(dataloader):
    lenet.eval()
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            total_loss += criterion(logits, labels).item() * len(labels)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            n += len(labels)
            if correct == n:
                return total_loss / n, 1.0
    return total_loss / n, correct / n
