# assignment: mlp_from_scratch
# exercise: accuracy
# fault: was told to be rounded, as one share in eight is by chance
# right: fail
# must-say: .
# must-not-say: rounded
def accuracy(model, data, labels):
    with torch.no_grad():
        out = model(torch.tensor(data[:100]))
    return float((out.argmax(1).numpy() == labels[:100]).mean())
