# assignment: lenet_fashion
# exercise: train
# fault: a slice that was put in to try the loop ends each epoch after ten batches
# right: fail
# must-say: training in 13 batches
# must-not-say: learning rate
# way: figures_of_the_same_sum
# reads: in list(train_iter)[:10]:
# in-place-of: in train_iter:
