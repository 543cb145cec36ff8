# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: passed: the network that stands in for LeNet took images laid out as rows, which no convolution does
# right: fail
# must-say: 3D or 4D
# must-not-say:
# way: zero_grad_after_the_step
# reads: F.cross_entropy(lenet(x.flatten(1)), y)
# in-place-of: F.cross_entropy(lenet(x), y)
