# assignment: softmax_regression
# exercise: dataset_facts
# fault: sizes that are counted from the notebook's sets were said to be written down as numbers
# right: fail
# must-say: notebook's own sets
# must-not-say: written down
def dataset_facts(train, test):
    image, label = train[0]
    return {"train": len(train_set), "test": len(test_set), "shape": tuple(image.shape),
            "first_ten": train.targets[:10].tolist(),
            "min": image.min().item(), "max": image.max().item()}
