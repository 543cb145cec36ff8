# assignment: lenet5_mnist
# exercise: training_history
# fault: was told to keep the best: the right figures only grow
# right: fail
# must-say: at the start at every place
# must-not-say: the best
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    lenet = LeNet().to(device)
    optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)
    train_one_epoch()
    loss, accuracy = evaluate(train_loader)
    train_loss.append(loss)
    train_accuracy.append(accuracy)
    loss, accuracy = evaluate(test_loader)
    test_loss.append(loss)
    test_accuracy.append(accuracy)
