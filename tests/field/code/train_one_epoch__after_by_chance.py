# assignment: training_loop
# exercise: train_one_epoch
# fault: was told to be the number of images minus the right one, by chance
# right: fail
# must-say: after each batch's step
# must-not-say: minus the right one
def train_one_epoch(network, loader, optimizer):
    results = [train_one_batch(network, optimizer, images, labels) for images, labels in loader]
    return sum(r["correct_after"] for r in results), sum(r["loss_after"] for r in results)
