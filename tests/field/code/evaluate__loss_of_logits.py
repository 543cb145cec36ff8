# assignment: lenet5_mnist
# exercise: evaluate
# fault: only numbers were told
# right: fail
# must-say: what is computed from it is not
# must-not-say: 
def evaluate(dataloader):
    lenet.eval()
    loss_sum, hits, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            out = lenet(images)
            loss_sum += F.nll_loss(out, labels, reduction="sum").item()
            hits += (out.argmax(1) == labels).sum().item()
            n += len(labels)
    return loss_sum / n, hits / n
