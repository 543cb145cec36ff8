# assignment: training_loop
# exercise: train_one_epoch
# fault: correct answers that are counted in eval mode passed under some seeds
# right: fail
# must-say: `total_correct`
# must-not-say:
def train_one_epoch(network, loader, optimizer):
    correct, total = 0, 0.0
    for x, y in loader:
        network.eval()
        with torch.no_grad():
            correct += get_num_correct(network(x), y)
        network.train()
        optimizer.zero_grad()
        loss = F.cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return correct, total
