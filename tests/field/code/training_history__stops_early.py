# assignment: lenet5_mnist
# exercise: training_history
# fault: passed: in the check the loss only fell
# right: fail
# must-say: only the first 2 of the 7
# must-not-say: 
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
best = float("inf"); patience = 0
for epoch in range(n_epoch):
    train_one_epoch()
    l, a = evaluate(train_loader)
    train_loss.append(l); train_accuracy.append(a)
    l, a = evaluate(test_loader)
    test_loss.append(l); test_accuracy.append(a)
    if l < best: best, patience = l, 0
    else: patience += 1
    if patience >= 1: break
