# assignment: mlp_from_scratch
# exercise: train_model
# fault: where batches are cut by hand their number was not known
# right: fail
# must-say: is 11/3 of the right one; 11 is the number of images, 3 is the number of batches
# must-not-say:
# way: data_and_fresh_model
# reads: get_target(label_train)) / len(range(0, n, batch_size))
# in-place-of: get_target(label_train)) / n
