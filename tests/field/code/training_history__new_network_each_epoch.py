# assignment: lenet5_mnist
# exercise: training_history
# fault: was told to keep the best: the right figures only grow
# right: fail
# must-say: at the start at every place
# must-not-say: the best
# way: rows_and_columns
# reads: lenet = LeNet().to(device); optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01); train_one_epoch()
# in-place-of: train_one_epoch()
