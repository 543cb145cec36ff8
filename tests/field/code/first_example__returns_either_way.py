# assignment: mlp_from_scratch
# exercise: first_example
# fault: whatever the first image is, it is the last that is looked at
# right: fail
# must-say: the loop in line 8 never comes to a second round: line 10 leaves
# must-not-say: labels
def first_example(model, data, labels, correct):
    for i in range(len(data)):
        right = get_digit(model(torch.tensor(data[i]))) == labels[i]
        if right == correct:
            return i
        else:
            return None
