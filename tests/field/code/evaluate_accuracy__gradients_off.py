# assignment: lenet_fashion
# exercise: evaluate_accuracy
# fault: it was said twice, in two sentences
# right: fail
# must-say: Gradients are switched off and stay so
# must-not-say: any more
def evaluate_accuracy(net, data_iter):
    torch.set_grad_enabled(False)
    net.eval()
    hits = [(net(X).argmax(1) == y).float() for X, y in data_iter]
    return torch.cat(hits).mean().item()
