# assignment: training_loop
# exercise: get_num_correct
# fault: what is done over the batch passed for a single image under some seeds
# right: fail
# must-say: batch of 1 is 0
# must-not-say:
def get_num_correct(preds, labels):
    return preds.softmax(dim=0).argmax(dim=1).eq(labels).sum().item()
