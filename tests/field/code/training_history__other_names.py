# assignment: lenet5_mnist
# exercise: training_history
# fault: the loss of another exercise was blamed
# right: fail
# must-say: is missing
# must-not-say: loss of the first step
history = {"train_loss": [], "train_accuracy": [], "test_loss": [], "test_accuracy": []}
for epoch in range(n_epoch):
    train_one_epoch()
    for name, loader in [("train", train_loader), ("test", test_loader)]:
        l, a = evaluate(loader)
        history[f"{name}_loss"].append(l)
        history[f"{name}_accuracy"].append(a)
