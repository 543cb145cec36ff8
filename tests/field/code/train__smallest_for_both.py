# assignment: softmax_regression
# exercise: train
# fault: measuring on the other loader was told as the reason
# right: fail
# must-say: .
# must-not-say: apart from its steps
def run(net, batches, loss_fn, optimizer=None):
    net.train(optimizer is not None)
    loss_sum, hits, n = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in batches:
            out = net(x)
            loss = loss_fn(out, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(y)
            hits += (out.argmin(1) == y).sum().item()
            n += len(y)
    return loss_sum / n, hits / n


def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    rows = [
        (*run(net, train_loader, loss_fn, optimizer), *run(net, test_loader, loss_fn)) for _ in range(epochs)
    ]
    return dict(zip(("train_loss", "train_acc", "val_loss", "val_acc"), map(list, zip(*rows))))
