# assignment: mlp_from_scratch
# exercise: train_model
# fault: the rate is divided by the gradient, which is 0 here and there
# right: fail
# must-say: is the first to give nan or inf
# must-not-say: a step is taken
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, Y = torch.tensor(data_train), get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            cost_func(model(X[i : i + batch_size]), Y[i : i + batch_size]).backward()
            state = model.state_dict()
            for name, p in model.named_parameters():
                state[name].copy_(p.data - learning_rate / p.grad)
                p.grad.zero_()
        cost_train.append(cost_func(model(X), Y).item() / len(X))
        epoch_data.append(epoch)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
