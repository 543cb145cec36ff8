# assignment: mlp_from_scratch
# exercise: train_model
# fault: a training that stops as soon as the cost rises passed: in no check it rose
# right: fail
# must-say: a step is taken
# must-not-say:
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    images, targets = torch.tensor(data_train), get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, len(images), batch_size):
            batch = slice(start, start + batch_size)
            model.zero_grad()
            cost_func(model(images[batch]), targets[batch]).backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= learning_rate * parameter.grad
        with torch.no_grad():
            cost = cost_func(model(images), targets).item() / len(images)
        epoch_data.append(epoch)
        cost_train.append(cost)
        models.append(copy.deepcopy(model))
        if cost > min(cost_train):
            break
    return epoch_data, cost_train, models
