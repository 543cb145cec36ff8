# assignment: lenet_fashion
# exercise: train
# fault: three shares of a few pictures were told to be "in reverse order", which they were by chance
# right: fail
# must-say: the argument `lr` is not used
# must-not-say: reverse order
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    optimizer = make_optimizer(net)
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    for _ in range(num_epochs):
        loss = correct = count = 0
        for X, y in train_iter:
            one, right = train_step(net, X, y, nn.CrossEntropyLoss(), optimizer)
            loss, correct, count = loss + one * len(y), correct + right, count + len(y)
        history["train_loss"].append(loss / count)
        history["train_acc"].append(correct / count)
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
    return history
