# assignment: mlp_from_scratch
# exercise: train_model
# fault: was told that the whole set is taken as one batch
# right: fail
# must-say: once an epoch
# must-not-say: as one batch
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    x = torch.tensor(data_train)
    y = get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for i in range(0, len(x), batch_size):
            cost = cost_func(model(x[i:i+batch_size]), y[i:i+batch_size])
            cost.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                p.grad.zero_()
        with torch.no_grad():
            c = cost_func(model(x), y).item() / len(x)
        epoch_data.append(epoch)
        cost_train.append(c)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
