# assignment: lenet5_mnist
# exercise: evaluate
# fault: an accuracy of 0 or 1 was told to belong under a name of the question's, whose value was true or false
# right: fail
# must-say: .
# must-not-say: holds what belongs
# way: sum_of_losses
# reads: correct = int((logits.argmax(-1) == labels).sum())
# in-place-of: correct += int((logits.argmax(-1) == labels).sum())
