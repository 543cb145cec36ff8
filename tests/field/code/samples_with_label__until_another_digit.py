# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: was told to look among the first `num_samples` images, where it stops at the first other digit
# right: fail
# must-say: .
# must-not-say: among the first
def samples_with_label(dataset, digit, num_samples=5):
    samples = []
    for index in range(len(dataset)):
        if len(samples) == num_samples:
            break
        image, label = dataset[index]
        if label == digit:
            samples.append(image)
        elif samples:
            break
    return samples
