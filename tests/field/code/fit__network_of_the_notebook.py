# assignment: training_loop
# exercise: fit
# fault: a network of the notebook that is trained instead was said to be made in the function
# right: fail
# must-say: another network is trained
# must-not-say: a new network is made
net = Network()


def fit(network, loader, optimizer, epochs):
    history = []
    for epoch in range(epochs):
        history.append(train_one_epoch(net, loader, optimizer))
    return history
