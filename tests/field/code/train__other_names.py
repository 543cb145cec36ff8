# assignment: softmax_regression
# exercise: train
# fault: only numbers were told
# right: fail
# must-say: holds what belongs under
# must-not-say:
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    hist = {k: [] for k in ("train_loss", "val_loss", "train_acc", "val_acc")}
    for epoch in range(epochs):
        row = train_epoch(net, train_loader, lr, optimizer, loss_fn) + validate(net, test_loader, loss_fn)
        for values, v in zip(hist.values(), row):
            values.append(v)
    return hist
