# assignment: mlp_from_scratch
# exercise: train_model
# fault: was sent to look which images are in a batch, where their numbers are scaled
# right: fail
# must-say: 0\.0039
# must-not-say: which images
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    x = torch.tensor(data_train) / 255
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
