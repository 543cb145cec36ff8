# assignment: training_loop
# exercise: fit
# fault: passed: in the check every epoch was better
# right: fail
# must-say: only the first of the 3
# must-not-say: copy
def fit(network, loader, optimizer, epochs):
    history, best = [], None
    for _ in range(epochs):
        r = train_one_epoch(network, loader, optimizer)
        if best is None or r[1] < best:
            best = r[1]
            history.append(r)
    return history
