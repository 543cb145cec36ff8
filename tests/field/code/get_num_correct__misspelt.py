# assignment: training_loop
# exercise: get_num_correct
# fault: only what is not there was told
# right: fail
# must-say: does not define `get_num_correct`; it defines `get_num_corect`\.
# must-not-say: 
def get_num_corect(preds, labels):
    return (preds.argmax(dim=1) == labels).sum().item()
