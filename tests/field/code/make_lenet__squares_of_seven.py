# assignment: lenet_fashion
# exercise: make_lenet
# fault: the shape that is asked was hidden in "entry 1 of entry 7 of the list (biases first, small ones first)"
# right: fail
# must-say: No parameter of the network has the shape \(120, 400\). Found: \[\(120, 784\)\]
# must-not-say: biases first
def make_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(16 * 7 * 7, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
    )
