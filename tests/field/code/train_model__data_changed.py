# assignment: mlp_from_scratch
# exercise: train_model
# fault: of batches with other values only their images and their order were named
# right: fail
# must-say: and at their values
# must-not-say: times what it should be
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    data_train -= data_train.mean()
    X = torch.tensor(data_train)
    T = get_target(label_train)
    N = len(X)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, N, batch_size):
            xb = X[start:start + batch_size]
            tb = T[start:start + batch_size]
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
