# assignment: softmax_regression
# exercise: train
# fault: the last step was told to be wrong
# right: fail
# must-say: weights after it
# must-not-say: what the step makes
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    h = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    best = copy.deepcopy(net.state_dict()); best_acc = -1
    for ep in range(epochs):
        a, b = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        c, d = validate(net, test_loader, loss_fn)
        h["train_loss"].append(a); h["train_acc"].append(b); h["val_loss"].append(c); h["val_acc"].append(d)
        if d > best_acc: best, best_acc = copy.deepcopy(net.state_dict()), d
    net.load_state_dict(best)
    return h
