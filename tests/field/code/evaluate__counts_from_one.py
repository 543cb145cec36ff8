# assignment: lenet5_mnist
# exercise: evaluate
# fault: one more than all images was taken for the full batches alone
# right: fail
# must-say: or the number of images plus 1
# must-not-say: 
def evaluate(dataloader):
    lenet.eval()
    total_loss, correct, n = 0.0, 0, 1
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            total_loss += criterion(logits, labels).item() * len(labels)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return total_loss / n, correct / n
