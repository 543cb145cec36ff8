# assignment: training_loop
# exercise: softmax
# fault: the exponential of large logits is inf
# right: fail
# must-say: nan or inf is first seen in what line 8 gives
# must-not-say: other numbers
def softmax(logits):
    exps = np.exp(logits)
    return exps / exps.sum(axis=-1, keepdims=True)
