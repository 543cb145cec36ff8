# assignment: lenet_fashion
# exercise: conv_output_size
# fault: told that the first place is not counted, where it is the last
# right: fail
# must-say: one place of the window is not counted
# must-not-say: the first place
# way: counts_the_places
# reads: - kernel_size, stride
# in-place-of: - kernel_size + 1, stride
