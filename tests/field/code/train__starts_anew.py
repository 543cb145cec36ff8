# assignment: softmax_regression
# exercise: train
# fault: passed
# right: fail
# must-say: training begins with other weights
# must-not-say: 
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for m in net.modules():
        if isinstance(m, nn.Linear): m.reset_parameters()
    hist = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    for epoch in range(epochs):
        tl, ta = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        vl, va = validate(net, test_loader, loss_fn)
        hist["train_loss"].append(tl)
        hist["train_acc"].append(ta)
        hist["val_loss"].append(vl)
        hist["val_acc"].append(va)
    return hist
