# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: that one image is the first of five was not told
# right: fail
# must-say: holds only the first of the 5 entries
# must-not-say: of which the last
def samples_with_label(dataset, digit, num_samples=5):
    found = []
    for i in range(len(dataset)):
        if dataset.targets[i] == digit:
            found.append(dataset[i][0])
            return found
            if len(found) == num_samples:
                break
    return found
