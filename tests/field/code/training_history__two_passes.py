# assignment: lenet5_mnist
# exercise: training_history
# fault: every epoch trains twice, once by the function and once by hand
# right: fail
# must-say: a step is taken 42 times; a right solution takes 21
# must-not-say: reach the network
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    train_one_epoch()
    lenet.train()
    total, right, seen = 0.0, 0, 0
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        right += (logits.argmax(dim=1) == labels).sum().item()
        seen += len(labels)
    train_loss.append(total / seen)
    train_accuracy.append(right / seen)
    loss, accuracy = evaluate(test_loader)
    test_loss.append(loss)
    test_accuracy.append(accuracy)
