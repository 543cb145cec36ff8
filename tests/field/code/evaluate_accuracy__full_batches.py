# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: it was told only that its answers are right
# right: fail
# must-say: 31 is the number of images, 35 is the number of batches times
# must-not-say: whatever the network
def evaluate_accuracy(net, data_iter):
    net.eval()
    right = 0
    with torch.no_grad():
        for X, y in data_iter:
            right += (net(X).argmax(1) == y).sum().item()
    return right / (len(data_iter) * data_iter.batch_size)
