# assignment: lenet5_mnist
# exercise: training_history
# fault: passed: the number of epochs that was asked is one off the lesson's, as is range(1, 5)
# right: fail
# must-say: .
# must-not-say:
# way: test_first_and_numpy_floats
# reads: range(1, 5)
# in-place-of: range(n_epoch)
