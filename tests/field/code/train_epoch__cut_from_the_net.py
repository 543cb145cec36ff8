# assignment: softmax_regression
# exercise: train_epoch
# fault: told that `backward` is missing, clears too soon or goes through another net: none of these
# right: fail
# must-say: none is computed
# must-not-say: `backward` is missing
# way: cleared_after_the_step
# reads: out = net(x).detach().requires_grad_()
# in-place-of: out = net(x)
