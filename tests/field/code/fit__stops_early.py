# assignment: training_loop
# exercise: fit
# fault: passed: in the check the loss only fell
# right: fail
# must-say: a step is taken 9 times; a right solution takes 12
# must-not-say: copy|new optimizer
def fit(network, loader, optimizer, epochs, patience=1):
    history, best, bad = [], float("inf"), 0
    for epoch in range(epochs):
        correct, loss = train_one_epoch(network, loader, optimizer)
        history.append((correct, loss))
        if loss < best - 1e-4:
            best, bad = loss, 0
        else:
            bad += 1
            if bad >= patience:
                print("early stopping")
                break
    return history
