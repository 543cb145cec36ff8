# assignment: lenet5_mnist
# exercise: tuned_lenet
# fault: a network of another class is called weights or a history
# right: fail
# must-say: LeNet
# must-not-say: something else than a network|its weights
class Deeper(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, images):
        return self.layers(images)


tuned_lenet = Deeper().to(device)
steps = torch.optim.Adam(tuned_lenet.parameters())
for images, labels in quick_loader:
    steps.zero_grad()
    criterion(tuned_lenet(images.to(device)), labels.to(device)).backward()
    steps.step()
