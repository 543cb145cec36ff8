# assignment: lenet_fashion
# exercise: train
# fault: the optimizer holds all parameters but the first
# right: fail
# must-say: does not hold all parameters
# must-not-say: learning rate|another network
# way: book
# reads: SGD(list(net.parameters())[1:]
# in-place-of: SGD(net.parameters()
