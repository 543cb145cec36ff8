# assignment: mlp_from_scratch
# exercise: first_example
# fault: it was only told that what is made of right answers is not right
# right: fail
# must-say: it may be that `correct` is taken the wrong way round
# must-not-say: 
def first_example(model, images, labels, correct):
    p = model(torch.tensor(images)).argmax(1).numpy()
    return int(np.argmax((p == labels) != correct))
