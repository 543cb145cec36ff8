# assignment: lenet5_mnist
# exercise: count_samples
# fault: was told to stop at the largest digit that occurs, which was an 8
# right: fail
# must-say: only the first 9 of the 10
# must-not-say: largest digit
def count_samples(dataset):
    counts, _ = np.histogram(dataset.targets.numpy(), bins=range(10))
    return len(dataset), counts
