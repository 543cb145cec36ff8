# assignment: lenet5_mnist
# exercise: training_history
# fault: only numbers were told
# right: fail
# must-say: `test_accuracy` holds what belongs under `test_loss`
# must-not-say: 
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    train_one_epoch()
    loss, acc = evaluate(train_loader)
    train_loss.append(loss)
    train_accuracy.append(acc)
    loss, acc = evaluate(test_loader)
    test_loss.append(loss)
    test_accuracy.append(loss)
