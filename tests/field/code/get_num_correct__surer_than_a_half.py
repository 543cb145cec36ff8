# assignment: training_loop
# exercise: get_num_correct
# fault: a count of 0 was taken for the mark of a mistake
# right: fail
# must-say: expected
# must-not-say: largest logit itself
def get_num_correct(preds, labels):
    p = F.softmax(preds, dim=1)
    return (p[torch.arange(len(labels)), labels] > 0.5).sum().item()
