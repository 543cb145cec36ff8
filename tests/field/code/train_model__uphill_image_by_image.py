# assignment: mlp_from_scratch
# exercise: train_model
# fault: the images were told to be none of a right solution, whose batches are larger
# right: fail
# must-say: .
# must-not-say: not one of the batches
# way: image_by_image
# reads: layer.weight +=
# in-place-of: layer.weight -=
