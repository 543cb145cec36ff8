# assignment: training_loop
# exercise: get_num_correct
# fault: only numbers were told
# right: fail
# must-say: `argmax` in line \d+ is a value of a right solution
# must-not-say: 
def get_num_correct(preds, labels):
    predicted = preds.argmax(dim=1)
    return len(set(predicted.tolist()) & set(labels.tolist()))
