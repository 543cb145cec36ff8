# assignment: softmax_regression
# exercise: train
# fault: train mode was said to be set once where it is set nowhere
# right: fail
# must-say: no later epoch sets train mode
# must-not-say: once
# way: written_out
# reads: _ = name == "val" and net.eval()
# in-place-of: net.train(name == "train")
