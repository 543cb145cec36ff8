# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: training mode was said never to be set, though it is, too late
# right: fail
# must-say: not set, too late
# must-not-say: never set
def train_one_epoch():
    for X, y in train_loader:
        lenet.eval()
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        criterion(lenet(X), y).backward()
        optimizer.step()
    lenet.train()
