# assignment: training_loop
# exercise: get_num_correct
# fault: a label counts as found where it has the largest or the second largest logit
# right: fail
# must-say: the count in a batch
# must-not-say: rounded
def get_num_correct(preds, labels):
    return (preds.topk(2, dim=1).indices == labels[:, None]).any(dim=1).sum().item()
