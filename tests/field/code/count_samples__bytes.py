# assignment: lenet5_mnist
# exercise: count_samples
# fault: passed: no digit occurred 256 times
# right: fail
# must-say: counts of the ten digits are
# must-not-say: 
def count_samples(dataset):
    counts = torch.zeros(10, dtype=torch.uint8)
    for label in dataset.targets:
        counts[label] += 1
    return len(dataset), counts
