# assignment: training_loop
# exercise: train_one_batch
# fault: what was counted wrongly before the step was told to be what is right after it
# right: fail
# must-say: .
# must-not-say: holds what belongs
# way: same_name_as_an_earlier_exercise
# reads: len(labels) - get_num_correct(preds, labels)
# in-place-of: get_num_correct(preds, labels)
