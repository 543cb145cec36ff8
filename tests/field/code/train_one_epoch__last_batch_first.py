# assignment: training_loop
# exercise: train_one_epoch
# fault: a line was marked that is right
# right: fail
# must-say: in another order than in a right solution
# must-not-say: still that of a right solution|one too
def train_one_epoch(network, loader, optimizer):
    network.train()
    c = t = 0
    for x, y in reversed(list(loader)):
        optimizer.zero_grad()
        z = network(x)
        l = F.cross_entropy(z, y)
        l.backward()
        optimizer.step()
        c += get_num_correct(z, y); t += l.item()
    return c, t
