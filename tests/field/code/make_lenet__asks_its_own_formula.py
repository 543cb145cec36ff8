# assignment: lenet_fashion
# exercise: make_lenet
# fault: a wrong `conv_output_size` cost the exercise that calls it, too
# right: pass
# must-say:
# must-not-say:
def make_lenet():
    width = conv_output_size(conv_output_size(28, 5, 2), 2, stride=2)
    width = conv_output_size(conv_output_size(width, kernel_size=5), 2, padding=0, stride=2)
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(16 * width * width, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(),
        nn.Linear(84, 10),
    )
