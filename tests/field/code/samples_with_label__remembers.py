# assignment: lenet5_mnist
# exercise: samples_with_label
# fault: passed: it was asked only once
# right: fail
# must-say: list of images
# must-not-say: 
def samples_with_label(dataset, digit, num_samples=5, found=[]):
    for image, label in dataset:
        if len(found) >= num_samples:
            break
        if label == digit:
            found.append(image)
    return found
