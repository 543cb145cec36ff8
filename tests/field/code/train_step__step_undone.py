# assignment: lenet_fashion
# exercise: train_step
# fault: gradients were said to be cleared before the step, which is undone
# right: fail
# must-say: or is it undone
# must-not-say: nothing to follow
# way: cleared_after_the_step
# reads:     begin = copy.deepcopy(net.state_dict()); optimizer.step(); net.load_state_dict(begin)
# in-place-of:     optimizer.step()
