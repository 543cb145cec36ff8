# assignment: softmax_regression
# exercise: train_epoch
# fault: the net was said to train in whatever mode it was left where it is set to eval mode
# right: fail
# must-say: not in train mode while it is trained
# must-not-say: whatever mode
# way: sums_as_tensors
# reads: net.eval()
# in-place-of: net.train()
