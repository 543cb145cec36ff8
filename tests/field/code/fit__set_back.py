# assignment: training_loop
# exercise: fit
# fault: only numbers were told
# right: fail
# must-say: before step 4 the weights are again what they were before step 1
# must-not-say: copy|new network
def fit(network, loader, optimizer, epochs):
    start = copy.deepcopy(network.state_dict())
    history = []
    for epoch in range(epochs):
        network.load_state_dict(start)
        history.append(train_one_epoch(network, loader, optimizer))
    return history
