# assignment: softmax_regression
# exercise: validate
# fault: passed
# right: fail
# must-say: only 3 of 11 batches reach the network
# must-not-say: 
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    total_loss, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for i, (X, y) in enumerate(dataloader):
            if i == 3: break
            out = net(X)
            loss = loss_fn(out, y)
            total_loss += loss.item() * len(y)
            correct += (out.argmax(1) == y).sum().item()
            n += len(y)
    return total_loss / n, correct / n
