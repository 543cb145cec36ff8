# assignment: softmax_regression
# exercise: train
# fault: `loss_fn` was said not to be handed on, where it is another by then
# right: fail
# must-say: both take the default loss
# must-not-say: handed on
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    loss_fn = nn.NLLLoss()
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    hist = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    for _ in range(epochs):
        for name, figures in (
            ("train", train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)),
            ("val", validate(net, test_loader, loss_fn=loss_fn)),
        ):
            hist[name + "_loss"].append(figures[0])
            hist[name + "_acc"].append(figures[1])
    return hist
