# assignment: lenet5_mnist
# exercise: evaluate
# fault: an accuracy of 0 or 1 was told to belong under a name of the question's, whose value was true or false
# right: fail
# must-say: .
# must-not-say: holds what belongs
@torch.no_grad()
def evaluate(dataloader):
    lenet.eval()
    total_loss, correct, total = 0.0, 0, 0
    for images, labels in dataloader:
        images, labels = images.to(device), labels.to(device)
        logits = lenet(images)
        total_loss += criterion(logits, labels).item() * len(labels)
        correct = logits.argmax(dim=1).eq(labels).sum().item()
        total += len(labels)
    return total_loss / total, correct / total
