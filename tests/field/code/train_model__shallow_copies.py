# assignment: mlp_from_scratch
# exercise: train_model
# fault: was told to append the model itself, which it copies, though not its weights
# right: fail
# must-say: share the weights
# must-not-say: instead of a copy
# way: generator_of_epochs
# reads: copy.copy(model)
# in-place-of: copy.deepcopy(model)
