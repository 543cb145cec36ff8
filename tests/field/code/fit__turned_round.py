# assignment: training_loop
# exercise: fit
# fault: only a type was told
# right: fail
# must-say: each turned round
# must-not-say: 
def fit(network, loader, optimizer, epochs):
    corrects, losses = [], []
    for epoch in range(epochs):
        c, l = train_one_epoch(network, loader, optimizer)
        corrects.append(c); losses.append(l)
    return list(zip(losses, corrects))
