# assignment: lenet5_mnist
# exercise: evaluate
# fault: passed, and all training after it took sums for means
# right: fail
# must-say: leaves a `criterion` that no longer gives the mean of a batch
# must-not-say: is not
# way: sum_of_losses
# reads: lenet.eval(); criterion.reduction = "sum"
# in-place-of: lenet.eval()
