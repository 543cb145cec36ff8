# assignment: training_loop
# exercise: train_one_epoch
# fault: passed: the check had fewer batches
# right: fail
# must-say: only 10 of 15 batches reach the network
# must-not-say: 
def train_one_epoch(network, loader, optimizer):
    network.train()
    total_correct, total_loss = 0, 0.0
    for i, (images, labels) in enumerate(loader):
        if i == 10: break
        preds = network(images)
        loss = F.cross_entropy(preds, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
        total_correct += get_num_correct(preds, labels)
    return total_correct, total_loss
