# assignment: mlp_from_scratch
# exercise: train_model
# fault: the weights were said to be made anew, or their gradients cleared, where no step reaches them
# right: fail
# must-say: or does no step reach them
# must-not-say: either `p = p|cleared before
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    x, t = torch.tensor(data_train), get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for xb, tb in zip(x.split(batch_size), t.split(batch_size)):
            parameters = model.parameters()
            for p in parameters:
                p.grad = None
            cost_func(model(xb), tb).backward()
            with torch.no_grad():
                for p in parameters:
                    p -= learning_rate * p.grad
        epoch_data.append(epoch)
        cost_train.append(cost_func(model(x), t).item() / len(x))
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
