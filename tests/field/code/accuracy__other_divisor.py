# assignment: mlp_from_scratch
# exercise: accuracy
# fault: it also failed for a model that it left alone
# right: fail
# must-say: what is made of its answers is not
# must-not-say: too far|never asks
def accuracy(model, data, labels):
    with torch.no_grad():
        return (model(torch.tensor(data)).argmax(1).numpy() == labels).sum() / 1000
