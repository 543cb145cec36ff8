# assignment: mlp_from_scratch
# exercise: train_model
# fault: a wrong step was told as the reason for epochs that are counted from one
# right: fail
# must-say: one too large everywhere. the epochs are counted from 1
# must-not-say: is not. entry 0 of the list of epoch numbers
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    images, wanted = torch.from_numpy(data_train), get_target(label_train).float()
    numbers, costs, copies = [], [], []
    for epoch in range(1, epochs + 1):
        for some, right in zip(images.split(batch_size), wanted.split(batch_size)):
            model.zero_grad()
            F.mse_loss(model(some), right).backward()
            for p in model.parameters():
                p.data.sub_(learning_rate * p.grad)
        numbers.append(epoch)
        costs.append(F.mse_loss(model(images), wanted).item())
        copies.append(copy.deepcopy(model))
    return numbers, costs, copies
