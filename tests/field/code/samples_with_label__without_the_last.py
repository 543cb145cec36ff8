# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: passed, since no image that was asked for stood last
# right: fail
# must-say: .
# must-not-say: one too
def samples_with_label(dataset, label, num_samples=5):
    samples = []
    for index in range(len(dataset) - 1):
        image, its = dataset[index]
        if its == label and len(samples) < num_samples:
            samples.append(image)
    return samples
