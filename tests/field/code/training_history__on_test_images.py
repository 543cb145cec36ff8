# assignment: lenet5_mnist
# exercise: training_history
# fault: what was trained on the test images passed, since these were as many batches
# right: fail
# must-say: .
# must-not-say: 
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    lenet.train()
    for images, labels in test_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        criterion(lenet(images), labels).backward()
        optimizer.step()
    for loader, losses, accuracies in ((train_loader, train_loss, train_accuracy), (test_loader, test_loss, test_accuracy)):
        loss, share = evaluate(loader)
        losses.append(loss)
        accuracies.append(share)
