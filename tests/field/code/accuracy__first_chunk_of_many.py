# assignment: mlp_from_scratch
# exercise: accuracy
# fault: passed, where all images that were asked fitted into the first of its chunks
# right: fail
# must-say: 1,096 images
# must-not-say:
def accuracy(model, data, labels):
    with torch.no_grad():
        for images, digits in zip(torch.tensor(data).split(256), torch.tensor(labels).split(256)):
            correct = (model(images).argmax(dim=1) == digits).sum().item()
            return correct / len(labels)
