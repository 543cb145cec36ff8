# assignment: softmax_regression
# exercise: make_net
# fault: zeros over one image were taken for a softmax over the batch
# right: fail
# must-say: the output is 0
# must-not-say: over the images of the batch
def make_net():
    return nn.Sequential(nn.Flatten(2), nn.Linear(784, 10), nn.LogSoftmax(dim=1), nn.Flatten())
