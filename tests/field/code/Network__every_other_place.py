# assignment: training_loop
# exercise: Network
# fault: the line behind was blamed
# right: fail
# must-say: `relu` in line 15 is still that of a right solution; what lines 15 to 16 make of it is not
# must-not-say: what line 16 makes
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(channels, 6, 5), nn.Conv2d(6, 12, 5)
        self.fc1, self.fc2, self.out = nn.Linear(12 * 4 * 4, 120), nn.Linear(120, 60), nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))[:, :, ::2, ::2]
        x = F.relu(self.fc1(x.flatten(1)))
        x = F.relu(self.fc2(x))
        return self.out(x)
