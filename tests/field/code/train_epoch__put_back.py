# assignment: softmax_regression
# exercise: train_epoch
# fault: `step` was said to be missing or to come too late, where the weights are put back
# right: fail
# must-say: or is it undone
# must-not-say: never moves|does not move
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    begin = {name: value.clone() for name, value in net.state_dict().items()}
    net.train()
    loss_sum, right, n = 0.0, 0, 0
    for x, y in dataloader:
        optimizer.zero_grad()
        out = net(x)
        loss = loss_fn(out, y)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(y)
        right += (out.argmax(1) == y).sum().item()
        n += len(y)
    net.load_state_dict(begin)
    return loss_sum / n, right / n
