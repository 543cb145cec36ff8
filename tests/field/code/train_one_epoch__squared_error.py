# assignment: training_loop
# exercise: train_one_epoch
# fault: the last layer of a stand-in was named in place of what the network answers
# right: fail
# must-say: what the network answers in line
# must-not-say: `conv1` is still
# way: cleared_after_the_step
# reads: loss = F.mse_loss(preds, F.one_hot(labels, 10).float())
# in-place-of: loss = criterion(preds, labels)
