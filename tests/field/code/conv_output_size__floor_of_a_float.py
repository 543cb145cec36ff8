# assignment: lenet_fashion
# exercise: conv_output_size
# fault: `/` was said to give the float where `np.floor` does
# right: fail
# must-say: `np.floor` give floats
# must-not-say: ^The width is a float: `/` gives
# way: math_floor
# reads: return np.floor(
# in-place-of: return math.floor(
