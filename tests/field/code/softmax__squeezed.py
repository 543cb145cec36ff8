# assignment: training_loop
# exercise: softmax
# fault: a batch of one image was never asked
# right: fail
# must-say: the softmax of a batch of one image
# must-not-say: nan
def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return np.squeeze(e / e.sum(axis=-1, keepdims=True))
