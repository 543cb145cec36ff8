# assignment: mlp_from_scratch
# exercise: train_model
# fault: was told to append the model itself, which it copies, though not its weights
# right: fail
# must-say: share the weights
# must-not-say: instead of a copy
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    images, targets = torch.tensor(data_train), get_target(label_train)
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
        models.append(copy.copy(model))
    return epoch_data, cost_train, models
