# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: was told to make an optimizer
# right: fail
# must-say: of its own
# must-not-say: makes an optimizer
def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        with torch.no_grad():
            for p in lenet.parameters():
                p -= 0.01 * p.grad

