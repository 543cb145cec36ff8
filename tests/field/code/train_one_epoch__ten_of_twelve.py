# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: passed: the check had fewer batches
# right: fail
# must-say: only 10 of 12 batches reach the network
# must-not-say: 
def train_one_epoch():
    lenet.train()
    for i, (images, labels) in enumerate(train_loader):
        if i == 10: break
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
