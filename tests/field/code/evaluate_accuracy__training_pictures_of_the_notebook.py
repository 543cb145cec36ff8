# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: told that it measures `test_iter`
# right: fail
# must-say: a loader of the notebook is measured
# must-not-say: `test_iter`
# way: book_with_accumulator
# reads: in train_iter
# in-place-of: in data_iter
