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
    loss, correct, count = 0.0, 0, 0
    for images, labels in map(to_device, dataloader):
        logits = lenet(images)
        loss += F.cross_entropy(logits, labels, reduction="sum").item()
        correct += (logits.argmax(1) == labels).sum().item()
        count += len(labels)
    return loss / count, correct / count
