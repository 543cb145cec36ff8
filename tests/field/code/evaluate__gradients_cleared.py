# assignment: lenet5_mnist
# exercise: evaluate
# fault: its sums of losses were told to be wrong, too
# right: fail
# must-say: gradients stored in the network were changed
# must-not-say: is not
# way: sum_of_losses
# reads: lenet.eval(); optimizer.zero_grad()
# in-place-of: lenet.eval()
