# assignment: softmax_regression
# exercise: train_epoch
# fault: only numbers were told
# right: fail
# must-say: number of batches times the batch size
# must-not-say:
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    stats = np.zeros(3)
    for x, y in dataloader:
        optimizer.zero_grad()
        out = net(x)
        loss = loss_fn(out, y)
        loss.backward()
        optimizer.step()
        stats += loss.item() * len(y), (out.argmax(1) == y).sum().item(), dataloader.batch_size
    return stats[0] / stats[2], stats[1] / stats[2]
