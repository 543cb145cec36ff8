# assignment: lenet5_mnist
# exercise: evaluate
# fault: the lesson's device was looked up in the student's notebook, which names one that is not there
# right: pass
# must-say:
# must-not-say: GPU
device = torch.device("cuda")


@torch.no_grad()
def evaluate(dataloader):
    lenet.eval()
    total, correct, count = 0.0, 0, 0
    for images, labels in dataloader:
        images, labels = images.to(device), labels.to(device)
        logits = lenet(images)
        total += criterion(logits, labels).item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total / count, correct / count
