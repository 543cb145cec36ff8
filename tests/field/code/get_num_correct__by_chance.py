# assignment: training_loop
# exercise: get_num_correct
# fault: was told to be one too small, since one count was so by chance
# right: fail
# must-say: 
# must-not-say: one too
def get_num_correct(preds, labels):
    probs = torch.sigmoid(preds)
    predicted = (probs > 0.5).float().argmax(dim=1)
    return (predicted == labels).sum().item()
