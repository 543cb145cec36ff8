# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: only numbers were told, where an argument is never looked at
# right: fail
# must-say: never looks at `dataset`
# must-not-say: 
def samples_with_label(dataset, digit, num_samples=5):
    return [train_set[i][0] for i in (train_set.targets == digit).nonzero().flatten()[:num_samples].tolist()]
