# assignment: lenet5_mnist
# exercise: training_history
# fault: was told that every epoch begins with a new network
# right: fail
# must-say: outside the loop|3 times
# must-not-say: which forgets
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
train_one_epoch()
for epoch in range(n_epoch):
    loss, acc = evaluate(train_loader)
    train_loss.append(loss)
    train_accuracy.append(acc)
    loss, acc = evaluate(test_loader)
    test_loss.append(loss)
    test_accuracy.append(acc)

