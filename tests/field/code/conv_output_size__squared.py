# assignment: lenet_fashion
# exercise: conv_output_size
# fault: only numbers were told
# right: fail
# must-say: square of the right one
# must-not-say:
def conv_output_size(size, kernel_size, padding=0, stride=1):
    return ((size + 2 * padding - kernel_size) // stride + 1) ** 2
