# assignment: training_loop
# exercise: fit
# fault: an iterator that ends after the first epoch passed
# right: fail
# must-say: 6 times; a right solution takes 12
# must-not-say:
def fit(network, loader, optimizer, epochs):
    history = []
    batches = iter(loader)
    for e in range(epochs):
        history.append(train_one_epoch(network, batches, optimizer))
    return history
