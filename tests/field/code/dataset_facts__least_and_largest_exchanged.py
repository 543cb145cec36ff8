# assignment: softmax_regression
# exercise: dataset_facts
# fault: a number that a right solution ends with was said to be one that it goes on from
# right: fail
# must-say: `min` holds what belongs under `max`
# must-not-say: goes on from there
def dataset_facts(train, test):
    image, label = train[0]
    lo, hi = torch.max(image).item(), torch.min(image).item()
    return {"train": len(train), "test": len(test), "shape": tuple(image.shape),
            "first_ten": train.targets[:10].tolist(), "min": lo, "max": hi}
