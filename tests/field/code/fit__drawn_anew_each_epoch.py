# assignment: training_loop
# exercise: fit
# fault: only numbers were told
# right: fail
# must-say: training begins with other weights
# must-not-say: 
def fit(network, loader, optimizer, epochs):
    history = []
    for epoch in range(epochs):
        network.apply(lambda m: m.reset_parameters() if hasattr(m, "reset_parameters") else None)
        history.append(train_one_epoch(network, loader, optimizer))
    return history
