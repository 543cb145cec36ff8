# assignment: mlp_from_scratch
# exercise: train_model
# fault: the images were told to be none of a right solution, whose batches are larger
# right: fail
# must-say: .
# must-not-say: not one of the batches
from copy import deepcopy

def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, len(label_train), batch_size):
            model.zero_grad()
            total = 0
            for image, label in zip(data_train[start:start + batch_size], label_train[start:start + batch_size]):
                total = total + cost_func(model(torch.tensor(image)), get_target(int(label)))
            total.backward()
            with torch.no_grad():
                for layer in (model.hidden1, model.hidden2, model.output):
                    layer.weight += learning_rate * layer.weight.grad
                    layer.bias -= learning_rate * layer.bias.grad
        cost = 0.0
        for image, label in zip(data_train, label_train):
            cost += cost_func(model(torch.tensor(image)), get_target(int(label))).item()
        epoch_data.append(epoch)
        cost_train.append(cost / len(data_train))
        models.append(deepcopy(model))
    return epoch_data, cost_train, models
