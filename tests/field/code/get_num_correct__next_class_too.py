# assignment: training_loop
# exercise: get_num_correct
# fault: it passed: no wrong answer was one beside the label
# right: fail
# must-say: the count in a batch
# must-not-say: 
def get_num_correct(preds, labels):
    return int(((preds.argmax(dim=1) - labels).abs() <= 1).sum())
