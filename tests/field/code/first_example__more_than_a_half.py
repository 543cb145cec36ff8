# assignment: mlp_from_scratch
# exercise: first_example
# fault: what is right by a half only passed under some seeds
# right: fail
# must-say: .
# must-not-say: 
def first_example(model, images, labels, correct):
    with torch.no_grad():
        out = model(torch.as_tensor(images))
    for i in range(len(labels)):
        if bool(out[i][labels[i]] > 0.5) == correct:
            return i
    return 0
