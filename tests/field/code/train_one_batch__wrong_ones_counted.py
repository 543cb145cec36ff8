# assignment: training_loop
# exercise: train_one_batch
# fault: what was counted wrongly before the step was told to be what is right after it
# right: fail
# must-say: .
# must-not-say: holds what belongs
def train_one_batch(network, optimizer, images, labels):
    def wrong(preds):
        return int((preds.argmax(dim=1) != labels).sum())

    network.train()
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        after = network(images)
    return {
        "loss_before": loss.item(), "correct_before": wrong(preds),
        "loss_after": F.cross_entropy(after, labels).item(), "correct_after": wrong(after),
    }
