# assignment: training_loop
# exercise: softmax
# fault: the line that begins with minus infinity was told to be the first to give it
# right: fail
# must-say: nan or inf is first seen in what line 16 gives
# must-not-say: line 9
def softmax(a):
    rows = np.atleast_2d(np.asarray(a, dtype=float))
    top = -np.inf
    out = []
    for row in rows:
        for value in row:
            top = max(top, value)
        powers = np.exp(row - top)
        out.append(powers / powers.sum())
    return np.array(out).reshape(np.shape(a))
