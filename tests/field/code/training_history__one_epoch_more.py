# assignment: lenet5_mnist
# exercise: training_history
# fault: was told that a number is written in
# right: fail
# must-say: 1 more behind
# must-not-say: whatever|written in
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch + 1):
    train_one_epoch()
    loss, acc = evaluate(train_loader)
    train_loss.append(loss)
    train_accuracy.append(acc)
    loss, acc = evaluate(test_loader)
    test_loss.append(loss)
    test_accuracy.append(acc)

