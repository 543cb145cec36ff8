# assignment: mlp_from_scratch
# exercise: train_model
# fault: passed: the check had fewer batches
# right: fail
# must-say: in eleven batches
# must-not-say: 
# way: data_and_fresh_model
# reads: while i < min(n, 10 * batch_size):
# in-place-of: while i < n:
