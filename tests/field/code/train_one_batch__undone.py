# assignment: training_loop
# exercise: train_one_batch
# fault: only numbers were told
# right: fail
# must-say: the weights are again what they were before step 1
# must-not-say: 
def train_one_batch(network, optimizer, images, labels):
    network.train()
    saved = copy.deepcopy(network.state_dict())
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        after = network(images)
        loss_after = F.cross_entropy(after, labels)
    if loss_after > loss * 0.01:
        network.load_state_dict(saved)
    return {"loss_before": loss.item(), "correct_before": get_num_correct(preds, labels),
            "loss_after": loss_after.item(), "correct_after": get_num_correct(after, labels)}
