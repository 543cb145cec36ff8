# assignment: training_loop
# exercise: train_one_epoch
# fault: only numbers were told
# right: fail
# must-say: the losses are measured after each batch's step
# must-not-say: correct answers are measured after
def train_one_epoch(network, loader, optimizer):
    correct, loss = 0, 0.0
    for images, labels in loader:
        r = train_one_batch(network, optimizer, images, labels)
        correct += r["correct_before"]
        loss += r["loss_after"]
    return correct, loss
