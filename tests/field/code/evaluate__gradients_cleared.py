# assignment: lenet5_mnist
# exercise: evaluate
# fault: its sums of losses were told to be wrong, too
# right: fail
# must-say: gradients stored in the network were changed
# must-not-say: is not
def evaluate(dataloader):
    lenet.eval()
    optimizer.zero_grad()
    summed = nn.CrossEntropyLoss(reduction="sum")
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            total_loss += summed(logits, labels).item()
            correct += (logits.argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return total_loss / n, correct / n
