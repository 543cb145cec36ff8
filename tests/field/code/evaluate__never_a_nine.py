# assignment: lenet5_mnist
# exercise: evaluate
# fault: passed, under three secrets in five: the network named no 9 correctly
# right: fail
# must-say: the accuracy is
# must-not-say: 
def evaluate(dataloader):
    lenet.eval()
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            total_loss += criterion(logits, labels).item() * len(labels)
            correct += (logits[:, :9].argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return total_loss / n, correct / n
