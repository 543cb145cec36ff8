# assignment: mlp_from_scratch
# exercise: train_model
# fault: the batches that are only measured were told to be those that it is trained on
# right: fail
# must-say: Entry 0 of the list of costs
# must-not-say: trained on|begins with
from torch.func import functional_call, grad


def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X, T = torch.from_numpy(data_train), get_target(label_train)
    slope = grad(lambda parameters, x, t: cost_func(functional_call(model, parameters, (x,)), t))
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for x, t in zip(X.split(batch_size), T.split(batch_size)):
            found = slope({name: p.detach() for name, p in model.named_parameters()}, x, t)
            for name, p in model.named_parameters():
                p.data.sub_(learning_rate * found[name])
        epoch_data.append(epoch)
        with torch.no_grad():
            cost_train.append(cost_func(model(X), T).item() / X.numel())
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
