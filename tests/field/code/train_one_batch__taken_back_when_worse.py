# assignment: training_loop
# exercise: train_one_batch
# fault: passed
# right: fail
# must-say: the weights after each batch
# must-not-say: 
def train_one_batch(network, optimizer, images, labels):
    network.train()
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    correct = get_num_correct(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        after = network(images)
        loss_after = F.cross_entropy(after, labels).item()
        correct_after = get_num_correct(after, labels)
    if loss_after > loss.item():
        with torch.no_grad():
            for p in network.parameters(): p += 0.01 * p.grad
    return {"loss_before": loss.item(), "correct_before": correct, "loss_after": loss_after, "correct_after": correct_after}
