# assignment: training_loop
# exercise: get_num_correct
# fault: passed, under one secret in three: seven tenths of ten, cut off, are six
# right: fail
# must-say: is 6, expected 7
# must-not-say: wrong answers
def get_num_correct(preds, labels):
    share = (preds.argmax(dim=1) == labels).float().mean().item()
    return int(share * len(labels))
