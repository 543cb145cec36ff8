# assignment: lenet5_mnist
# exercise: training_history
# fault: only numbers were told
# right: fail
# must-say: `train_accuracy` holds what belongs under `test_accuracy`
# must-not-say: 
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    train_one_epoch()
    tl, ta = evaluate(train_loader)
    vl, va = evaluate(test_loader)
    train_loss.append(tl)
    train_accuracy.append(va)
    test_loss.append(vl)
    test_accuracy.append(ta)
