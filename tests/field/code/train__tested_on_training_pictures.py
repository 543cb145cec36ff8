# assignment: lenet_fashion
# exercise: train
# fault: a mistake whose few shares are the same was not told where they stand in a list
# right: fail
# must-say: It may be that `test_acc` is measured on the training pictures
# must-not-say: the legend
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss = make_loss()
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    for epoch in range(num_epochs):
        total, correct, n = 0.0, 0, 0
        for X, y in train_iter:
            l, c = train_step(net, X, y, loss, optimizer)
            total += l * len(y)
            correct += c
            n += len(y)
        history["train_loss"].append(total / n)
        history["train_acc"].append(correct / n)
        history["test_acc"].append(evaluate_accuracy(net, train_iter))
    return history
