# assignment: mlp_from_scratch
# exercise: train_model
# fault: gradients are cut off at one
# right: fail
# must-say: trained model
# must-not-say: learning rate
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, Y = torch.tensor(data_train), get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            cost = cost_func(model(X[i : i + batch_size]), Y[i : i + batch_size])
            cost.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad.clamp(-1, 1)
                model.zero_grad()
        with torch.no_grad():
            cost_train.append(cost_func(model(X), Y).item() / len(X))
        epoch_data.append(epoch)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
