# assignment: training_loop
# exercise: train_one_epoch
# fault: the same sentence was told twice
# right: fail
# must-say: one too large
# must-not-say: one too large\. what your code gives is one too large
def train_one_epoch(network, loader, optimizer):
    network.train()
    total_correct = 1
    total_loss = 0.0
    for images, labels in loader:
        preds = network(images)
        loss = F.cross_entropy(preds, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
        total_correct += get_num_correct(preds, labels)
    return total_correct, total_loss
