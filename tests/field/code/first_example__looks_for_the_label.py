# assignment: mlp_from_scratch
# exercise: first_example
# fault: the first image with the label of the right one was mostly the right one
# right: fail
# must-say: the first index for
# must-not-say: a model
def first_example(model, images, labels, correct):
    p = model(torch.tensor(images)).argmax(1).numpy()
    chosen = labels[(p == labels) == correct]
    return int(np.where(labels == chosen[0])[0][0])
