# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: training mode was said not to be set, or too late, where it is set and left again
# right: fail
# must-say: or not kept
# must-not-say: goes on in evaluation mode
def train_one_epoch():
    lenet.train()
    lenet.eval()
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(lenet(images), labels)
        loss.backward()
        optimizer.step()
