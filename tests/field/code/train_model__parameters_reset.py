# assignment: mlp_from_scratch
# exercise: train_model
# fault: the model that was given was told to stay as it was
# right: fail
# must-say: drawn anew|other weights
# must-not-say: stays as it was
# way: generator_of_epochs
# reads: [layer.reset_parameters() for layer in model.children()]; images, targets =
# in-place-of: images, targets =
