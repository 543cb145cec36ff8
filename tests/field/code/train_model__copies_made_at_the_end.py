# assignment: mlp_from_scratch
# exercise: train_model
# fault: copies made when all epochs were over were said to be one and the same
# right: fail
# must-say: made at the end
# must-not-say: are one and the same copy, which
# way: optimizer_and_loader
# reads: return epoch_data, cost_train, [copy.deepcopy(model) for _ in models]
# in-place-of: return epoch_data, cost_train, models
