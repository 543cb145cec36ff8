# assignment: lenet5_mnist
# exercise: count_samples
# fault: what a call left behind hid the mistake with a name
# right: fail
# must-say: still there
# must-not-say: 
counts = np.zeros(10, dtype=int)
def count_samples(dataset):
    for t in dataset.targets:
        counts[t.item()] += 1
    return len(dataset), counts
