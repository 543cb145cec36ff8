# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: the step is named and not called
# right: fail
# must-say: line 15 only names `optimizer.step`: without
# must-not-say: learning rate
def train_one_epoch(dataloader):
    lenet.train()
    total_loss, correct, n = 0.0, 0, 0
    for images, labels in dataloader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        (loss := criterion(logits, labels)).backward()
        optimizer.step
        total_loss += loss.item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        n += len(labels)
    return total_loss / n, correct / n
