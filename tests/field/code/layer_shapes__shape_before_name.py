# assignment: lenet_fashion
# exercise: layer_shapes
# fault: a tuple was called a list
# right: fail
# must-say: is a tuple, expected a str
# must-not-say: is a list
# way: prefixes_of_the_network
# reads: (tuple(net[: i + 1](X).size()), net[i]._get_name())
# in-place-of: (net[i]._get_name(), tuple(net[: i + 1](X).size()))
