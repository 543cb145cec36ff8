# assignment: softmax_regression
# exercise: train_epoch
# fault: a tenth was said to be the length of arguments that it does not have
# right: fail
# must-say: is 1/10 of the right one
# must-not-say: length of `(weight|bias)`
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    total_loss, total_correct, count = 0.0, 0, 0
    for features, labels in dataloader:
        optimizer.zero_grad()
        out = net(features)
        loss = loss_fn(out, labels)
        loss.backward()
        optimizer.step()
        total_loss = 0.9 * total_loss + 0.1 * loss.item() * len(labels)
        total_correct += (out.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total_loss / count, total_correct / count
