# assignment: mlp_from_scratch
# exercise: train_model
# fault: the rate is divided by the gradient, which is 0 here and there
# right: fail
# must-say: nan or inf is first seen in what line \d+ gives
# must-not-say: a step is taken
# way: numpy_costs_and_state_dict
# reads: learning_rate / p.grad
# in-place-of: learning_rate * p.grad
