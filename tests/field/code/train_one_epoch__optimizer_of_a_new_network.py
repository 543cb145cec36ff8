# assignment: training_loop
# exercise: train_one_epoch
# fault: an optimizer that steps, with another network's weights, was said never to do so
# right: fail
# must-say: no step moves the weights of this network
# must-not-say: never makes its step
# way: totals_as_tensors_until_the_end
# reads: network.train(); optimizer = torch.optim.Adam(Network().parameters(), lr=0.01)
# in-place-of: network.train()
