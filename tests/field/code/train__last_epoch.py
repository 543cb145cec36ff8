# assignment: softmax_regression
# exercise: train
# fault: lengths were told as entries of lengths
# right: fail
# must-say: number of entries of `train_loss` after 3 epochs is 1
# must-not-say: last 1 of|lengths
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(epochs):
        tl, ta = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        vl, va = validate(net, test_loader, loss_fn)
    return {"train_loss": [tl], "train_acc": [ta], "val_loss": [vl], "val_acc": [va]}
