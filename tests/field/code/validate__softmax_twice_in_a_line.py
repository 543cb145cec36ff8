# assignment: softmax_regression
# exercise: validate
# fault: a line was said to run again where it calls a function twice
# right: fail
# must-say: line 13 applies it to that result once more
# must-not-say: runs again
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    total, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            outputs = net(images)
            total += loss_fn(outputs.log_softmax(1).log_softmax(0), labels).item() * len(labels)
            correct += (outputs.argmax(dim=1) == labels).sum().item()
            n += len(labels)
    return total / n, correct / n
