# assignment: mlp_from_scratch
# exercise: accuracy
# fault: the return stands in the loop
# right: fail
# must-say: the loop in line 9 never comes to a second round: line 11 leaves
# must-not-say: percent
def accuracy(model, data, labels):
    correct = 0
    for x, y in zip(data, labels):
        correct += get_digit(model(torch.tensor(x))) == y
        return correct / len(labels)
