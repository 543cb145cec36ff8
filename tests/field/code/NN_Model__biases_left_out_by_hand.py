# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: no gradient was told to reach a layer whose weights have one
# right: fail
# must-say: no gradient reaches the biases
# must-not-say: no gradient reaches `
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1, self.hidden2, self.output = nn.Linear(784, 16), nn.Linear(16, 16), nn.Linear(16, 10)

    def forward(self, x):
        for layer in (self.hidden1, self.hidden2, self.output):
            x = activation_func(x @ layer.weight.T)
        return x
