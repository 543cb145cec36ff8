# assignment: lenet_fashion
# exercise: init_weights
# fault: only numbers were told
# right: fail
# must-say: spread 0.6 times
# must-not-say:
def init_weights(m):
    if type(m) in (nn.Linear, nn.Conv2d):
        fan_in = m.weight[0].numel()
        fan_out = m.weight[:, 0].numel()
        limit = math.sqrt(2 / (fan_in + fan_out))
        nn.init.uniform_(m.weight, -limit, limit)
