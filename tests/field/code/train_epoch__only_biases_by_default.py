# assignment: softmax_regression
# exercise: train_epoch
# fault: told that no net moves when another came before, where not even the first one's weights do
# right: fail
# must-say: without one none do
# must-not-say: another net came before
# way: cleared_after_the_step
# reads: torch.optim.Adam([p for p in net.parameters() if p.dim() == 1], lr)
# in-place-of: torch.optim.Adam(net.parameters(), lr)
