# assignment: lenet5_mnist
# exercise: LeNet
# fault: a layer that shows in training mode alone was not seen
# right: fail
# must-say: training mode
# must-not-say: softmax|padding
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 3, padding=2), nn.Conv2d(6, 16, 3)
        self.fc1, self.fc2, self.fc3 = nn.Linear(576, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, images):
        maps = F.max_pool2d(F.relu(self.conv1(images)), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        return self.fc3(self.drop(F.relu(self.fc2(F.relu(self.fc1(maps.flatten(1)))))))
