# assignment: mlp_from_scratch
# exercise: train_model
# fault: a step for each layer was counted
# right: fail
# must-say: hidden1.weight
# must-not-say: a step is taken
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    layers = [model.hidden1, model.hidden2, model.output]
    X = torch.tensor(data_train)
    T = torch.eye(10)[torch.tensor(label_train)]
    E, C, M = [], [], []
    with torch.no_grad():
        for e in range(epochs):
            for s in range(0, len(X), batch_size):
                acts = [X[s : s + batch_size]]
                for l in layers:
                    acts.append(torch.sigmoid(l(acts[-1])))
                delta = (acts[-1] - T[s : s + batch_size]) * acts[-1] * (1 - acts[-1])
                ups = []
                for l, a_in in zip(layers[::-1], acts[-2::-1]):
                    ups.append((l, delta.T @ a_in, delta.sum(0)))
                    delta = (delta @ l.weight) * a_in * (1 - a_in)
                for l, w, bb in ups:
                    l.weight -= learning_rate * w
                    l.bias -= learning_rate * bb
            E.append(e)
            C.append(((model(X) - T) ** 2).sum().item() / len(X))
            M.append(copy.deepcopy(model))
    return E, C, M
