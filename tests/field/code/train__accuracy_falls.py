# assignment: lenet_fashion
# exercise: train
# fault: whoever stopped when the accuracy fell passed under every fourth seed: it seldom fell before the last epoch
# right: fail
# must-say: accuracy falls|second training|A step is taken [0-9]+ times
# must-not-say: another order|learning rate
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss = make_loss()
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    best = 0.0
    for _ in range(num_epochs):
        loss_sum, correct, count = 0.0, 0, 0
        for X, y in train_iter:
            batch_loss, batch_correct = train_step(net, X, y, loss, optimizer)
            loss_sum += batch_loss * len(y)
            correct += batch_correct
            count += len(y)
        history["train_loss"].append(loss_sum / count)
        history["train_acc"].append(correct / count)
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
        if history["test_acc"][-1] < best:
            break
        best = history["test_acc"][-1]
    return history
