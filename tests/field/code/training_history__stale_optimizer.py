# assignment: lenet5_mnist
# exercise: training_history
# fault: an optimizer that holds another network passed
# right: fail
# must-say: train_loss
# must-not-say:
lenet = LeNet().to(device)
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    train_one_epoch()
    tl, ta = evaluate(train_loader)
    vl, va = evaluate(test_loader)
    train_loss.append(tl)
    train_accuracy.append(ta)
    test_loss.append(vl)
    test_accuracy.append(va)
