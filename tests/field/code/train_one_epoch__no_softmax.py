# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: named a layer of the stand-in that no student knows
# right: fail
# must-say: what the network answers in line
# must-not-say: `linear`
def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = F.nll_loss(logits, labels)
        loss.backward()
        optimizer.step()

