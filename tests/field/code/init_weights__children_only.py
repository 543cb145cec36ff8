# assignment: lenet_fashion
# exercise: init_weights
# fault: passed
# right: fail
# must-say: handed a layer itself
# must-not-say: net.apply
def init_weights(m):
    for m in m.children():
      if type(m) in (nn.Linear, nn.Conv2d):
        nn.init.xavier_uniform_(m.weight)
