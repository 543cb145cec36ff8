# assignment: lenet_fashion
# exercise: make_loss
# fault: `gather` was blamed, which picks what is right
# right: fail
# must-say: what line \d+ makes of it is not
# must-not-say: with `gather`
def make_loss(gamma=2.0):
    def loss(z, y):
        logp = F.log_softmax(z, 1).gather(1, y.view(-1, 1)).squeeze(1)
        return -((1 - logp.exp()) ** gamma * logp).mean()

    return loss
