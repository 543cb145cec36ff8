# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: an optimizer of its own takes the steps
# right: fail
# must-say: taken by an optimizer that is made here
# must-not-say: softmax|never cleared|network was never used
class Trainer:
    def __init__(self, model):
        self.optimizer = optim.AdamW(model.parameters(), lr=1e-3)

    def step(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


def train_one_epoch():
    trainer = Trainer(lenet.train())
    for images, labels in train_loader:
        trainer.step(criterion(lenet(images.to(device)), labels.to(device)))
