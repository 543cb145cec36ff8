# assignment: lenet5_mnist
# exercise: count_samples
# fault: names of the check's own were told as if the student had chosen them
# right: fail
# must-say: the number of images holds what belongs under the counts of the ten digits
# must-not-say: `total`
def count_samples(dataset):
    counts = torch.bincount(dataset.targets, minlength=10)
    return counts.tolist(), len(dataset)
