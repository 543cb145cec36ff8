# assignment: softmax_regression
# exercise: train
# fault: the stand-in for validation left the net in train mode, so who sets it once passed
# right: fail
# must-say: no later epoch sets train mode
# must-not-say:
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    hist = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    net.train()
    for epoch in range(epochs):
        total, right, n = 0.0, 0, 0
        for x, y in train_loader:
            optimizer.zero_grad()
            out = net(x)
            loss = loss_fn(out, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            n += len(y)
        hist["train_loss"].append(total / n); hist["train_acc"].append(right / n)
        vl, va = validate(net, test_loader, loss_fn)
        hist["val_loss"].append(vl); hist["val_acc"].append(va)
    return hist
