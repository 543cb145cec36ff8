# assignment: training_loop
# exercise: train_one_batch
# fault: one count was called the number of images minus the right one, which it was as well
# right: fail
# must-say: `correct_after` holds what belongs under `correct_before`
# must-not-say: minus the right one
def train_one_batch(network, optimizer, images, labels):
    network.train()
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        preds_after = network(images)
        loss_after = F.cross_entropy(preds_after, labels)
    return {
        "loss_before": loss.item(),
        "correct_before": get_num_correct(preds, labels),
        "loss_after": loss_after.item(),
        "correct_after": get_num_correct(preds, labels),
    }
