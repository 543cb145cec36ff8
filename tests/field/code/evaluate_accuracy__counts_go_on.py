# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: counts that go on from the last call passed
# right: fail
# must-say: The accuracy is
# must-not-say:
def evaluate_accuracy(net, data_iter):
    f = evaluate_accuracy
    net.eval()
    with torch.no_grad():
        for X, y in data_iter:
            f.right += (net(X).argmax(1) == y).sum().item()
            f.n += len(y)
    return f.right / f.n
evaluate_accuracy.right = evaluate_accuracy.n = 0
