# assignment: lenet5_mnist
# exercise: evaluate
# fault: it stops as long as all images so far were named correctly
# right: fail
# must-say: the accuracy
# must-not-say: evaluation mode
# way: chooses_the_device_itself
# reads: if (count := count + len(images)) == right: return total / count, 1.0
# in-place-of: count += len(images)
