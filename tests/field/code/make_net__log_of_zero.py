# assignment: softmax_regression
# exercise: make_net
# fault: the logarithm of a softmax that is zero
# right: fail
# must-say: nan or inf is first seen in what line \d+ gives
# must-not-say: lacks the log
class Log(nn.Module):
    def forward(self, x):
        return x.log()


def make_net():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1), Log())
