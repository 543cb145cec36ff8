# assignment: training_loop
# exercise: fit
# fault: a list outside of the function was called a default argument
# right: fail
# must-say: made outside
# must-not-say: is a default argument, which
epochs_so_far = []


def fit(network, loader, optimizer, epochs):
    for _ in range(epochs):
        epochs_so_far.append(train_one_epoch(network, loader, optimizer))
    return epochs_so_far
