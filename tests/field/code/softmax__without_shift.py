# assignment: training_loop
# exercise: softmax
# fault: the exponential of large logits is inf
# right: fail
# must-say: line 8 is the first to give nan or inf
# must-not-say: other numbers
def softmax(logits):
    exps = np.exp(logits)
    return exps / exps.sum(axis=-1, keepdims=True)
