# assignment: training_loop
# exercise: fit
# fault: passed: where the loss grew, the count of right answers never fell
# right: fail
# must-say: a step is taken \d+ times; a right solution takes 12
# must-not-say:
def fit(network, loader, optimizer, epochs):
    history = []
    for epoch in range(epochs):
        history.append(train_one_epoch(network, loader, optimizer))
        if epoch and history[-1][0] < history[-2][0]:
            break
    return history
