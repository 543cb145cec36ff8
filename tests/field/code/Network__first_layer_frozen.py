# assignment: training_loop
# exercise: Network
# fault: the kit's own exception was told
# right: fail
# must-say: no gradient reaches `conv1.weight`
# must-not-say: cannot be used
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv1.requires_grad_(False)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)
    def forward(self, images):
        t = F.max_pool2d(F.relu(self.conv1(images)), 2)
        t = F.max_pool2d(F.relu(self.conv2(t)), 2)
        t = t.flatten(start_dim=1)
        t = F.relu(self.fc1(t))
        t = F.relu(self.fc2(t))
        return self.out(t)
