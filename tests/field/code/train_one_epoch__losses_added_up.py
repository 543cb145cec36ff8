# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: who clears for each batch was told that it is done once an epoch
# right: fail
# must-say: a step repeats all before it in its epoch
# must-not-say: once per
def train_one_epoch():
    lenet.train()
    loss = 0
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = loss + criterion(lenet(images), labels)
        loss.backward(retain_graph=True)
        optimizer.step()
