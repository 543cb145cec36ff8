# assignment: lenet5_mnist
# exercise: evaluate
# fault: an accuracy above 1 was told only numbers
# right: fail
# must-say: every label of the batch
# must-not-say:
# way: sum_of_losses
# reads: logits.argmax(-1, keepdim=True) == labels
# in-place-of: logits.argmax(-1) == labels
