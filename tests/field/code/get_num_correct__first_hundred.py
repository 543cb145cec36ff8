# assignment: training_loop
# exercise: get_num_correct
# fault: passed: no batch was larger
# right: fail
# must-say: is 100, expected 2\d\d
# must-not-say: 
def get_num_correct(preds, labels):
    count = 0
    for i in range(min(100, len(labels))):
        if preds[i].argmax() == labels[i]:
            count += 1
    return count
