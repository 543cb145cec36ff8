# assignment: mlp_from_scratch
# exercise: train_model
# fault: only a number of entries was told
# right: fail
# must-say: two names for the same list
# must-not-say:
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    epoch_data = cost_train = models = []
    x, t = torch.tensor(data_train), get_target(label_train)
    for epoch in range(epochs):
        for xb, tb in zip(x.split(batch_size), t.split(batch_size)):
            cost_func(model(xb), tb).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
                    p.grad.zero_()
        epoch_data.append(epoch)
        with torch.no_grad():
            cost_train.append(cost_func(model(x), t).item() / len(x))
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
