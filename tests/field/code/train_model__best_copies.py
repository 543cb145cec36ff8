# assignment: mlp_from_scratch
# exercise: train_model
# fault: copies of the best model so far stand for those of every epoch
# right: fail
# must-say: entry \d of the list of models
# must-not-say: learning rate
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, Y = torch.tensor(data_train), get_target(label_train)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    epoch_data, cost_train, models, best = [], [], [], None
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            optimizer.zero_grad()
            cost_func(model(X[i : i + batch_size]), Y[i : i + batch_size]).backward()
            optimizer.step()
        optimizer.zero_grad()
        with torch.no_grad():
            cost = cost_func(model(X), Y).item() / len(X)
        if best is None or cost < min(cost_train):
            best = copy.deepcopy(model)
        epoch_data.append(epoch)
        cost_train.append(cost)
        models.append(copy.deepcopy(best))
    return epoch_data, cost_train, models
