# assignment: lenet_fashion
# exercise: train
# fault: only a number of entries was told
# right: fail
# must-say: several names
# must-not-say:
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    opt, loss = torch.optim.SGD(net.parameters(), lr=lr), nn.CrossEntropyLoss()
    train_acc = test_acc = []
    train_loss = []
    for _ in range(num_epochs):
        s = r = n = 0
        for X, y in train_iter:
            l, k = train_step(net, X, y, loss, opt)
            s, r, n = s + l * len(y), r + k, n + len(y)
        train_loss.append(s / n)
        train_acc.append(r / n)
        test_acc.append(evaluate_accuracy(net, test_iter))
    return {"train_loss": train_loss, "train_acc": train_acc, "test_acc": test_acc}
