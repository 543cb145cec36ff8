# assignment: lenet5_mnist
# exercise: evaluate
# fault: a helper that took the notebook's `device` as a default argument was told that `.to(device)` is missing
# right: pass
# must-say:
# must-not-say: device
def to_device(batch, where=device):
    return tuple(tensor.to(where, non_blocking=True) for tensor in batch)


@torch.inference_mode()
def evaluate(dataloader):
    lenet.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for images, labels in map(to_device, dataloader):
        logits = lenet(images)
        loss = F.cross_entropy(logits, labels, reduction="sum")
        sums += torch.tensor([loss, (logits.argmax(1) == labels).sum(), len(labels)], dtype=torch.float64)
    total, correct, count = sums.tolist()
    return total / count, correct / count
