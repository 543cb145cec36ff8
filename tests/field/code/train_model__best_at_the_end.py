# assignment: mlp_from_scratch
# exercise: train_model
# fault: weights put back were called a step
# right: fail
# must-say: they were put back
# must-not-say: a step is taken
# way: data_and_fresh_model
# reads: model.load_state_dict(models[int(np.argmin(cost_train))].state_dict()); return epoch_data, cost_train, models
# in-place-of: return epoch_data, cost_train, models
