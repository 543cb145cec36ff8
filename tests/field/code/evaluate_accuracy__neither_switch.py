# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: a share that is another by chance was said to be three fifths of the right one
# right: fail
# must-say: training mode
# must-not-say: of the right one
def evaluate_accuracy(net, data_iter):
    right, n = 0, 0
    for X, y in data_iter:
        right += (net(X).argmax(1) == y).sum().item()
        n += len(y)
    return right / n
