# assignment: training_loop
# exercise: fit
# fault: a generator was told to make a new network each epoch
# right: fail
# must-say: generator
# must-not-say: new network|copy
def fit(network, loader, optimizer, epochs):
    return (train_one_epoch(network, loader, optimizer) for _ in range(epochs))
