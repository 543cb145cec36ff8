# assignment: lenet5_mnist
# exercise: evaluate
# fault: passed, under three secrets in five: the network named no 9 correctly
# right: fail
# must-say: the accuracy is
# must-not-say: 
# way: sum_of_losses
# reads: logits[:, :9].argmax(-1)
# in-place-of: logits.argmax(-1)
