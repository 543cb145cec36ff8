# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: passed: the check had fewer batches
# right: fail
# must-say: only 10 of 15 batches reach the network
# must-not-say: 
def evaluate_accuracy(net, data_iter):
    net.eval()
    right, total = 0, 0
    with torch.no_grad():
        for i, (X, y) in enumerate(data_iter):
            if i == 10: break
            right += (net(X).argmax(dim=1) == y).sum().item()
            total += y.numel()
    return right / total
