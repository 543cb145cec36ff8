# assignment: lenet_fashion
# exercise: make_lenet
# fault: weights as they come made the wrong network's answers hardly differ from the right one's
# right: fail
# must-say: layer [23]
# must-not-say: whatever the network answers
def make_lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5, stride=2), nn.Sigmoid(),
        nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))
