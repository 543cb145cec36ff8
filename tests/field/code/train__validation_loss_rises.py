# assignment: softmax_regression
# exercise: train
# fault: whoever stopped when the validation loss rose passed under every sixth seed: it did not always rise
# right: fail
# must-say: A step is taken|only the first 1 of the 3|only the first 2 of the 3
# must-not-say: another order
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    history = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    best = float("inf")
    for epoch in range(epochs):
        trained = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        validated = validate(net, test_loader, loss_fn=loss_fn)
        for name, value in zip(history, (*trained, *validated), strict=True):
            history[name].append(value)
        if validated[0] > best:
            break
        best = validated[0]
    return history
