# assignment: training_loop
# exercise: train_one_epoch
# fault: an optimizer that steps, with another network's weights, was said never to do so
# right: fail
# must-say: no step moves the weights of this network
# must-not-say: never makes its step
def train_one_epoch(network, loader, optimizer):
    optimizer = torch.optim.Adam(Network().parameters(), lr=0.01)
    network.train()
    correct, total = 0, 0.0
    for x, y in loader:
        optimizer.zero_grad()
        preds = network(x)
        loss = F.cross_entropy(preds, y)
        loss.backward()
        optimizer.step()
        correct += get_num_correct(preds, y)
        total += loss.item()
    return correct, total
