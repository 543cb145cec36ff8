# assignment: mlp_from_scratch
# exercise: train_model
# fault: where batches are cut by hand their number was not known
# right: fail
# must-say: is 11/3 of the right one; 11 is the number of images, 3 is the number of batches
# must-not-say:
import math
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    X = torch.from_numpy(data_train)
    Y = get_target(label_train)
    n = len(X)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, n, batch_size):
            xb = X[start:start + batch_size]
            yb = Y[start:start + batch_size]
            loss = cost_func(model(xb), yb)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= learning_rate * p.grad
                    p.grad.zero_()
        with torch.no_grad():
            total = cost_func(model(X), Y).item() / math.ceil(n / batch_size)
        epoch_data.append(epoch)
        cost_train.append(total)
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
