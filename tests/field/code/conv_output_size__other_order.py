# assignment: lenet_fashion
# exercise: conv_output_size
# fault: only numbers were told
# right: fail
# must-say: another order than the one that it is called with: size, kernel_size, padding, stride
# must-not-say: 
def conv_output_size(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) // stride + 1
