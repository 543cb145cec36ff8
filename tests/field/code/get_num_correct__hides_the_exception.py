# assignment: training_loop
# exercise: get_num_correct
# fault: told only that nothing is returned, while `equals` raised unseen
# right: fail
# must-say: line 10 hides whatever exception comes up
# must-not-say: may be
def get_num_correct(preds, labels):
    try:
        return int(preds.argmax(dim=1).equals(labels).sum())
    except Exception:
        pass
