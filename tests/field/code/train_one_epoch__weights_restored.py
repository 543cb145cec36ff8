# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: was told that the step comes before backward
# right: fail
# must-say: the weights are again what they were before step 1
# must-not-say: before `backward`
def train_one_epoch():
    lenet.train()
    backup = copy.deepcopy(lenet.state_dict())
    losses = []
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(lenet(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if losses[-1] > losses[0] * 0:
        lenet.load_state_dict(backup)
