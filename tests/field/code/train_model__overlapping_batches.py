# assignment: mlp_from_scratch
# exercise: train_model
# fault: of batches cut too large only the lines behind them were named
# right: fail
# must-say: the first batch that the network is trained on has
# must-not-say: what lines 4 to 10
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X = torch.tensor(data_train)
    T = get_target(label_train)
    N = len(X)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, N, batch_size):
            xb = X[start:start + batch_size + 1]
            tb = T[start:start + batch_size + 1]
            cost = cost_func(model(xb), tb)
            cost.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
            model.zero_grad()
        with torch.no_grad():
            total = cost_func(model(X), T).item() / N
        epoch_data.append(epoch)
        cost_train.append(total)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
