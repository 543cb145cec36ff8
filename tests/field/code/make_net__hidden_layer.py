# assignment: softmax_regression
# exercise: make_net
# fault: two layers were told as a list that "has 4 entries, expected 2"
# right: fail
# must-say: weights and biases of one linear layer should be all
# must-not-say: entries
def make_net():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.LogSoftmax(dim=1))
