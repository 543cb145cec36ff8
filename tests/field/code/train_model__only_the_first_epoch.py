# assignment: mlp_from_scratch
# exercise: train_model
# fault: each epoch was said to start over from the weights of the beginning
# right: fail
# must-say: or only the first trains
# must-not-say: epoch starts over
# way: data_and_fresh_model
# reads: i = i if epoch else 0
# in-place-of: i = 0
