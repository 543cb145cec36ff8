# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: only numbers were told
# right: fail
# must-say: one place too early
# must-not-say: 
def samples_with_label(dataset, digit, num_samples=5):
    idx = (dataset.targets == digit).nonzero(as_tuple=True)[0]
    return [dataset[i][0] for i in idx[1:num_samples + 1]]
