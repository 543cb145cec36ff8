# assignment: training_loop
# exercise: cross_entropy
# fault: seven rows were called seven logits
# right: fail
# must-say: 7 is the number of rows of `logits`
# must-not-say: number of logits
def cross_entropy(logits, labels):
    p = softmax(logits)
    return float(-np.log(p[np.arange(len(labels)), labels]).sum() / p.shape[1])
