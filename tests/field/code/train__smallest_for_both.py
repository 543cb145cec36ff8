# assignment: softmax_regression
# exercise: train
# fault: measuring on the other loader was told as the reason
# right: fail
# must-say: .
# must-not-say: apart from its steps
# way: one_function_for_both
# reads: out.argmin(1)
# in-place-of: out.argmax(1)
