# assignment: softmax_regression
# exercise: validate
# fault: the line that joins the right outputs was told to make something else of them
# right: fail
# must-say: what the network answers in line 4 is still that of a right solution
# must-not-say: `cat`
# way: all_at_once
# reads: loss_fn(outputs.exp(), labels)
# in-place-of: loss_fn(outputs, labels)
