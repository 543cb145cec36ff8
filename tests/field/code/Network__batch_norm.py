# assignment: training_loop
# exercise: Network
# fault: a layer that shows in training mode alone was not seen
# right: fail
# must-say: output
# must-not-say: softmax|padding
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(channels, 6, 5), nn.Conv2d(6, 12, 5)
        self.fc1, self.fc2, self.out = nn.Linear(192, 120), nn.Linear(120, 60), nn.Linear(60, 10)
        self.norm = nn.BatchNorm2d(6)

    def forward(self, images):
        maps = F.max_pool2d(F.relu(self.norm(self.conv1(images))), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        return self.out(F.relu(self.fc2(F.relu(self.fc1(maps.flatten(1))))))
