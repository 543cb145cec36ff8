# assignment: mlp_from_scratch
# exercise: train_model
# fault: a start from other weights was called a step
# right: fail
# must-say: training begins with other weights
# must-not-say: a step is taken
# way: data_and_fresh_model
# reads: n = len(data_train); model.apply(lambda m: isinstance(m, nn.Linear) and nn.init.xavier_uniform_(m.weight))
# in-place-of: n = len(data_train)
