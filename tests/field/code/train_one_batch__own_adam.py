# assignment: training_loop
# exercise: train_one_batch
# fault: a count that a small step left as it was, called another's
# right: fail
# must-say: optimizer of its own
# must-not-say: holds what belongs
def train_one_batch(network, optimizer, images, labels):
    network.train()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
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
    return {"loss_before": loss.item(), "correct_before": correct, "loss_after": loss_after, "correct_after": correct_after}
