# assignment: lenet5_mnist
# exercise: evaluate
# fault: it passed: the network in place of LeNet took flat images, too
# right: fail
# must-say: raised .* at line \d+
# must-not-say: 
# way: sum_of_losses
# reads: lenet(images.flatten(1))
# in-place-of: lenet(images)
