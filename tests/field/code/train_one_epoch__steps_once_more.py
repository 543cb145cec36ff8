# assignment: training_loop
# exercise: train_one_epoch
# fault: the stand-in for an earlier exercise cleared the gradients, so a second step of nothing passed
# right: fail
# must-say: a step is taken 16 times
# must-not-say:
def train_one_epoch(network, loader, optimizer):
    network.train()
    correct, total = 0, 0.0
    for x, y in loader:
        r = train_one_batch(network, optimizer, x, y)
        optimizer.step()
        total += r["loss_before"]; correct += r["correct_before"]
    return correct, total
