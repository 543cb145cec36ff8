# assignment: lenet5_mnist
# exercise: training_history
# fault: its first entry, which is right, was held against another
# right: fail
# must-say: so far
# must-not-say: entry 0
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
running, hits, seen = 0.0, 0, 0
for epoch in range(n_epoch):
    lenet.train()
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(labels)
        hits += (logits.argmax(1) == labels).sum().item()
        seen += len(labels)
    train_loss.append(running / seen)
    train_accuracy.append(hits / seen)
    lo, ac = evaluate(test_loader)
    test_loss.append(lo)
    test_accuracy.append(ac)

