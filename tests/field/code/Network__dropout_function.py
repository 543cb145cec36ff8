# assignment: training_loop
# exercise: Network
# fault: an operation was named that no line holds
# right: fail
# must-say: makes of it with `dropout`
# must-not-say: `mul`
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5); self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(192, 120); self.fc2 = nn.Linear(120, 60); self.out = nn.Linear(60, 10)
    def forward(self, images):
        x = F.max_pool2d(F.relu(self.conv1(images)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), 0.2)
        return self.out(F.relu(self.fc2(x)))
