# assignment: softmax_regression
# exercise: train
# fault: said that no curve begins with a right number where both accuracies do
# right: fail
# must-say: neither loss begins with a right number
# must-not-say: curve begins
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    hist = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    for _ in range(epochs):
        for part, batches in (("train", train_loader), ("val", test_loader)):
            net.train(part == "train")
            losses, hits = [], []
            for x, y in batches:
                with torch.set_grad_enabled(net.training):
                    out = net(x)
                    loss = loss_fn(out, y)
                if net.training:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                losses.append(loss.item())
                hits += (out.argmax(1) == y).tolist()
            hist[part + "_loss"].append(np.mean(losses))
            hist[part + "_acc"].append(np.mean(hits))
    return hist
