# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: a helper whose default argument was chosen when it was made was told that `.to(device)` is missing
# right: pass
# must-say:
# must-not-say: device
class Mover:
    def __init__(self, where):
        self.where = where

    def __call__(self, tensor):
        return tensor.to(self.where)


def push(tensor, where="cuda" if torch.cuda.is_available() else "cpu"):
    return tensor.to(where)


move = Mover(device)


def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        criterion(lenet(push(images)), move(labels)).backward()
        optimizer.step()
