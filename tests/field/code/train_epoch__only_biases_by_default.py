# assignment: softmax_regression
# exercise: train_epoch
# fault: told that no net moves when another came before, where not even the first one's weights do
# right: fail
# must-say: the optimizer holds 10 of the 500 numbers
# must-not-say: another that comes after it
# way: cleared_after_the_step
# reads: torch.optim.Adam([p for p in net.parameters() if p.dim() == 1], lr)
# in-place-of: torch.optim.Adam(net.parameters(), lr)
