# assignment: softmax_regression
# exercise: train
# fault: an optimizer that is made anew was told to be that of the first run
# right: fail
# must-say: optimizer holds another net's parameters
# must-not-say: run is remembered
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = torch.optim.Adam(make_net().parameters(), lr=lr)
    res = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    for ep in range(epochs):
        tl, ta = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        vl, va = validate(net, test_loader, loss_fn=loss_fn)
        res["train_loss"].append(tl)
        res["train_acc"].append(ta)
        res["val_loss"].append(vl)
        res["val_acc"].append(va)
    return res
