# assignment: mlp_from_scratch
# exercise: train_model
# fault: passed: the check had fewer batches
# right: fail
# must-say: in eleven batches
# must-not-say: 
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X = torch.from_numpy(data_train)
    Y = get_target(label_train)
    n = len(X)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for i, start in enumerate(range(0, n, batch_size)):
            if i == 10: break
            xb = X[start:start + batch_size]
            yb = Y[start:start + batch_size]
            loss = cost_func(model(xb), yb)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
                    p.grad.zero_()
        with torch.no_grad():
            total = cost_func(model(X), Y).item() / n
        epoch_data.append(epoch)
        cost_train.append(total)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
