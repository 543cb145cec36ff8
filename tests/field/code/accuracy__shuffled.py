# assignment: mlp_from_scratch
# exercise: accuracy
# fault: named a layer of the stand-in that no student knows
# right: fail
# must-say: `model`
# must-not-say: `last`
def accuracy(model, data, labels):
    np.random.shuffle(data)
    with torch.no_grad():
        out = model(torch.tensor(data))
    return float((out.argmax(1).numpy() == labels).mean())

