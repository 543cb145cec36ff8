# assignment: training_loop
# exercise: train_one_epoch
# fault: only a wrong loss was told
# right: fail
# must-say: do not reach the network as the loader gives them
# must-not-say: 
def train_one_epoch(network, loader, optimizer):
    network.train()
    correct, total = 0, 0.0
    for x, y in loader:
        x = torch.flip(x, dims=[3])
        optimizer.zero_grad()
        out = network(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
        correct += (out.argmax(-1) == y).sum().item()
        total += loss.item()
    return correct, total
