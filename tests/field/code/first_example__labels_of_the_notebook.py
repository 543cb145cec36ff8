# assignment: mlp_from_scratch
# exercise: first_example
# fault: only numbers were told, where an argument is never looked at
# right: fail
# must-say: never looks at `labels`
# must-not-say: 
def first_example(model, images, labels, correct):
    for i in range(len(images)):
        if (int(model(torch.tensor(images[i])).argmax()) == label_valid[i]) == correct:
            return i
    return 0
