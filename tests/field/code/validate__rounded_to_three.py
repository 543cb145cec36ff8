# assignment: softmax_regression
# exercise: validate
# fault: rounded figures passed where half of the images were right
# right: fail
# must-say: rounded to 3 decimals
# must-not-say:
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    net.eval()
    total, correct, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in dataloader:
            out = net(x)
            total += loss_fn(out, y).item() * len(y)
            correct += (out.argmax(1) == y).sum().item()
            n += len(y)
    return round(total / n, 3), round(correct / n, 3)
