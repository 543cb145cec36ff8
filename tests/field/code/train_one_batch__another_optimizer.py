# assignment: training_loop
# exercise: train_one_batch
# fault: the count from before the step was told to be the number of images minus the right one
# right: fail
# must-say: optimizer
# must-not-say: minus the right one
def train_one_batch(network, optimizer, images, labels):
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    before = loss.item(), get_num_correct(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        preds = network(images)
    after = F.cross_entropy(preds, labels).item(), get_num_correct(preds, labels)
    return dict(zip(("loss_before", "correct_before", "loss_after", "correct_after"), before + after))
