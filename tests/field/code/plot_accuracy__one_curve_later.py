# assignment: mlp_from_scratch
# exercise: plot_accuracy
# fault: it passed: each of the two curves is counted from 0 or from 1
# right: fail
# must-say: do not begin together
# must-not-say: 
# way: valid_first_from_one
# reads: ax.plot(epochs, acc_train
# in-place-of: ax.plot(x, acc_train
