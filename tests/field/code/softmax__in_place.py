# assignment: training_loop
# exercise: softmax
# fault: half of it was called the argument
# right: fail
# must-say: The argument afterwards, doubled, is
# must-not-say: twice the
def softmax(a):
    a -= a.max(axis=-1, keepdims=True)
    np.exp(a, out=a)
    a /= a.sum(axis=-1, keepdims=True)
    return a
