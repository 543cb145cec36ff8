# assignment: training_loop
# exercise: get_num_correct
# fault: it passed: no two images had the same largest logit
# right: fail
# must-say: count
# must-not-say: 
def get_num_correct(preds, labels):
    best = preds.max(dim=1).values
    own = preds.gather(1, labels.view(-1, 1))
    return int((own == best).sum())
