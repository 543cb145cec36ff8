# assignment: softmax_regression
# exercise: train
# fault: only numbers were told
# right: fail
# must-say: averages as it goes
# must-not-say:
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    hist = {k: [] for k in ("train_loss", "train_acc", "val_loss", "val_acc")}
    totals = np.zeros(4)
    for epoch in range(epochs):
        totals += train_epoch(net, train_loader, lr, optimizer, loss_fn) + validate(net, test_loader, loss_fn)
        for values, v in zip(hist.values(), totals):
            values.append(float(v) / (epoch + 1))
    return hist
