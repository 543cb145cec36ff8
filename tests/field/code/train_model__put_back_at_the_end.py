# assignment: mlp_from_scratch
# exercise: train_model
# fault: another model was said to be trained, where the weights are put back
# right: fail
# must-say: or it is put back
# must-not-say: is trained, a copy
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    x, t = torch.tensor(data_train), get_target(label_train)
    begin = copy.deepcopy(model.state_dict())
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for xb, tb in zip(x.split(batch_size), t.split(batch_size)):
            model.zero_grad()
            cost_func(model(xb), tb).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
        epoch_data.append(epoch)
        cost_train.append(cost_func(model(x), t).item() / len(x))
        models.append(copy.deepcopy(model))
    model.load_state_dict(begin)
    return epoch_data, cost_train, models
