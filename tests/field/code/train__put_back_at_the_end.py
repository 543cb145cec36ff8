# assignment: lenet_fashion
# exercise: train
# fault: old weights that are put back were called a copy that is trained
# right: fail
# must-say: old weights are put back
# must-not-say: a copy of the network is trained, and
def train(net, train_iter, test_iter, num_epochs, lr):
    old = {name: value.clone() for name, value in net.state_dict().items()}
    net.apply(init_weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss, history = make_loss(), {"train_loss": [], "train_acc": [], "test_acc": []}
    for _ in range(num_epochs):
        total, right, n = 0.0, 0, 0
        for X, y in train_iter:
            one, correct = train_step(net, X, y, loss, optimizer)
            total, right, n = total + one * len(y), right + correct, n + len(y)
        history["train_loss"].append(total / n)
        history["train_acc"].append(right / n)
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
    net.load_state_dict(old)
    return history
