# assignment: softmax_regression
# exercise: make_net
# fault: `max` was told to be wrong
# right: fail
# must-say: powers of 2 in place of e
# must-not-say: `max`
class LogSoftmax2(nn.Module):
    def forward(self, z):
        e = 2.0 ** (z - z.max(dim=1, keepdim=True).values)
        return torch.log(e / e.sum(dim=1, keepdim=True))


def make_net():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), LogSoftmax2())
