# assignment: mlp_from_scratch
# exercise: train_model
# fault: the copy was told to be loaded anew each epoch
# right: fail
# must-say: one and the same copy
# must-not-say: loaded anew
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, T = torch.tensor(data_train), get_target(label_train)
    E, C = [], []
    for e in range(epochs):
        for i in range(0, len(X), batch_size):
            model.zero_grad()
            cost_func(model(X[i : i + batch_size]), T[i : i + batch_size]).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
        model.zero_grad()
        with torch.no_grad():
            C.append(cost_func(model(X), T).item() / len(X))
        E.append(e)
    return E, C, [copy.deepcopy(model)] * epochs
