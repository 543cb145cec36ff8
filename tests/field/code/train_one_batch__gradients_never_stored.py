# assignment: training_loop
# exercise: train_one_batch
# fault: gradients that nobody puts into `.grad` were said to be cleared
# right: fail
# must-say: no weight moves
# must-not-say: gradients are cleared between
def train_one_batch(network, optimizer, images, labels):
    network.train()
    optimizer.zero_grad()
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    torch.autograd.grad(loss, list(network.parameters()))
    optimizer.step()
    with torch.no_grad():
        after = network(images)
    return {
        "loss_before": loss.item(), "correct_before": get_num_correct(preds, labels),
        "loss_after": F.cross_entropy(after, labels).item(), "correct_after": get_num_correct(after, labels),
    }
