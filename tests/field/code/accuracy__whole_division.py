# assignment: mlp_from_scratch
# exercise: accuracy
# fault: 0 was told to come of the wrong axis
# right: fail
# must-say: what is made of its answers is not
# must-not-say: among the images|what is returned
def accuracy(model, data, labels):
    hit = int((model(torch.tensor(data)).argmax(1) == torch.tensor(labels)).sum())
    return float(hit // len(labels))
