# assignment: softmax_regression
# exercise: make_net
# fault: `softmax` was told to be wrong
# right: fail
# must-say: cut off at -6.908
# must-not-say: with `softmax`
class SafeLogSoftmax(nn.Module):
    def forward(self, z):
        return torch.log(torch.softmax(z, dim=1).clamp(min=1e-3))


def make_net():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), SafeLogSoftmax())
