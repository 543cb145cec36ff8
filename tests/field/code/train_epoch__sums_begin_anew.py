# assignment: softmax_regression
# exercise: train_epoch
# fault: told that nothing is added up, where the sums begin anew with every batch
# right: fail
# must-say: begin anew with every batch
# must-not-say: nothing is added up
# way: cleared_after_the_step
# reads: losses, hits, out = [], [], net(x)
# in-place-of: out = net(x)
