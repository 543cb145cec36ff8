# assignment: training_loop
# exercise: train_one_epoch
# fault: all batches are counted, and only the first one was said to be used
# right: fail
# must-say: only the first batch leads to a step
# must-not-say: first batch is used|loop ends
def train_one_epoch(network, loader, optimizer):
    network.train()
    correct, total = 0, 0.0
    for number, (x, y) in enumerate(loader):
        preds = network(x)
        loss = F.cross_entropy(preds, y)
        if number == 0:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        correct += get_num_correct(preds, y)
        total += loss.item()
    return correct, total
