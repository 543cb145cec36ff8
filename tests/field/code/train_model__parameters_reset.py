# assignment: mlp_from_scratch
# exercise: train_model
# fault: the model that was given was told to stay as it was
# right: fail
# must-say: drawn anew|other weights
# must-not-say: stays as it was
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    images, targets = torch.tensor(data_train), get_target(label_train)
    for layer in model.children():
        layer.reset_parameters()
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for x, t in zip(images.split(batch_size), targets.split(batch_size)):
            model.zero_grad()
            cost_func(model(x), t).backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= learning_rate * parameter.grad
        with torch.no_grad():
            cost_train.append(cost_func(model(images), targets).item() / len(images))
        epoch_data.append(epoch)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
