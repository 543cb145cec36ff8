# assignment: lenet5_mnist
# exercise: evaluate
# fault: passed: the check had fewer batches
# right: fail
# must-say: only 16 of 18 batches reach the network
# must-not-say: 
def evaluate(dataloader):
    lenet.eval()
    loss_sum, right, n = 0.0, 0, 0
    with torch.no_grad():
        for i, (images, labels) in enumerate(dataloader):
            if i == 10: break
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            loss_sum += criterion(logits, labels).item() * len(labels)
            right += (logits.argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return loss_sum / n, right / n
