# assignment: training_loop
# exercise: softmax
# fault: the command warned of a division by zero
# right: fail
# must-say: is still a value of a right solution
# must-not-say: 
def softmax(a):
    powers = np.exp(a - a.max(axis=-1, keepdims=True))
    return powers // powers.sum(axis=-1, keepdims=True)
