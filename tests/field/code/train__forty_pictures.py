# assignment: lenet_fashion
# exercise: train
# fault: a break that was put in to try the loop ends each epoch after forty pictures
# right: fail
# must-say: training in 13 batches
# must-not-say: learning rate
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss = make_loss()
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    for epoch in range(num_epochs):
        sum_loss, sum_correct, n = 0.0, 0, 0
        for X, y in train_iter:
            l, c = train_step(net, X, y, loss, optimizer)
            sum_loss += l * len(y)
            sum_correct += c
            n += len(y)
            if n >= 40:
                break
        history["train_loss"].append(sum_loss / n)
        history["train_acc"].append(sum_correct / n)
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
    return history
