# assignment: mlp_from_scratch
# exercise: train_model
# fault: steps too small to be seen were not counted
# right: fail
# must-say: loss of the first step
# must-not-say: a step is taken
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, Y = torch.as_tensor(data_train), torch.as_tensor(label_train)
    opt = optim.SGD(model.parameters(), lr=learning_rate)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for x, t in zip(X.split(batch_size), Y.split(batch_size)):
            opt.zero_grad()
            F.cross_entropy(model(x), t).backward()
            opt.step()
        cost_train.append(F.cross_entropy(model(X), Y).item())
        epoch_data.append(epoch)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
