# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: was told to look among the first five images, of which one had the digit by chance
# right: fail
# must-say: .
# must-not-say: only among
def samples_with_label(dataset, digit, num_samples=5):
    found = []
    for i in range(len(dataset)):
        if dataset.targets[i] == digit and len(found) < num_samples:
            found.append(dataset[i][0])
            return found
    return found
