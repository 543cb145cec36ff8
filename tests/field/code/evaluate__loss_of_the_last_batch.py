# assignment: lenet5_mnist
# exercise: evaluate
# fault: the loss of the last batch got only numbers, and the words that all that the network answers is right
# right: fail
# must-say: one of the times that it runs
# must-not-say: is what it answers in a right solution
def evaluate(dataloader):
    lenet.eval()
    correct = count = 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            loss = F.cross_entropy(logits, labels)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss.item(), correct / count
