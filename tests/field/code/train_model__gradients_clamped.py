# assignment: mlp_from_scratch
# exercise: train_model
# fault: gradients are cut off at one
# right: fail
# must-say: trained model
# must-not-say: learning rate
# way: numpy_costs_and_state_dict
# reads: learning_rate * p.grad.clamp(-1, 1)
# in-place-of: learning_rate * p.grad
