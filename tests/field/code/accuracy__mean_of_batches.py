# assignment: mlp_from_scratch
# exercise: accuracy
# fault: only numbers were told
# right: fail
# must-say: what is made of its answers is not
# must-not-say:
def accuracy(model, data, labels):
    shares = []
    with torch.no_grad():
        for x, y in zip(torch.from_numpy(data).split(50), torch.from_numpy(labels).split(50)):
            shares.append((model(x).argmax(1) == y).float().mean().item())
    return sum(shares) / len(shares)
