# assignment: lenet_fashion
# exercise: train
# fault: the network was told to be another one, with more parameters
# right: fail
# must-say: .
# must-not-say: it is another one
# way: descent_by_hand
# reads: p += lr * p.grad
# in-place-of: p -= lr * p.grad
