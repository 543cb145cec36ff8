# assignment: training_loop
# exercise: train_one_epoch
# fault: the figures were told to come from training mode
# right: fail
# must-say: apart from its steps
# must-not-say: training mode while it is measured
def train_one_epoch(network, loader, optimizer):
    c, s = 0, 0.0
    network.train()
    with torch.no_grad():
        for images, labels in loader:
            z = network(images)
            s += F.cross_entropy(z, labels).item()
            c += get_num_correct(z, labels)
    for images, labels in loader:
        optimizer.zero_grad()
        F.cross_entropy(network(images), labels).backward()
        optimizer.step()
    return c, s
