# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: layers that are attributes under other names were said to be kept in a plain list
# right: fail
# must-say: under other names.*no layer `hidden1`; its layers are called `fc1`, `fc2`, `fc3`
# must-not-say: plain list
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 10)

    def forward(self, x):
        x = torch.sigmoid(self.fc1(x))
        x = torch.sigmoid(self.fc2(x))
        return torch.sigmoid(self.fc3(x))
