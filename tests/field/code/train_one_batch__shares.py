# assignment: training_loop
# exercise: train_one_batch
# fault: only numbers were told
# right: fail
# must-say: is 1/40 of the right one; 40 is the number of images
# must-not-say: 
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
    return {"loss_before": loss.item(), "correct_before": get_num_correct(preds, labels) / len(labels),
            "loss_after": loss_after.item(), "correct_after": get_num_correct(preds_after, labels) / len(labels)}
