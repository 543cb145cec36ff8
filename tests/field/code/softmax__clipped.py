# assignment: training_loop
# exercise: softmax
# fault: logits cut off at 500 were told as the softmax of the scores "times 0"
# right: fail
# must-say: The softmax of large logits is 0.25
# must-not-say: times 0
def softmax(a):
    e = np.exp(np.clip(a, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)
