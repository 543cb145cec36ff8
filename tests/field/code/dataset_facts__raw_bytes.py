# assignment: softmax_regression
# exercise: dataset_facts
# fault: only numbers were told
# right: fail
# must-say: is 255 times the right one
# must-not-say: 
def dataset_facts(train, test):
    return {"train": len(train), "test": len(test), "shape": (1, 28, 28), "first_ten": train.targets[:10].tolist(), "min": train.data[0].min().item(), "max": train.data[0].max().item()}
