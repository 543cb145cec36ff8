# assignment: lenet_fashion
# exercise: train
# fault: only numbers were told
# right: fail
# must-say: put back
# must-not-say:
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    opt, loss = torch.optim.SGD(net.parameters(), lr=lr), nn.CrossEntropyLoss()
    hist = {"train_loss": [], "train_acc": [], "test_acc": []}
    start = copy.deepcopy(net.state_dict())
    for _ in range(num_epochs):
        net.load_state_dict(start)
        s = r = n = 0
        for X, y in train_iter:
            l, k = train_step(net, X, y, loss, opt)
            s, r, n = s + l * len(y), r + k, n + len(y)
        hist["train_loss"].append(s / n)
        hist["train_acc"].append(r / n)
        hist["test_acc"].append(evaluate_accuracy(net, test_iter))
    return hist
