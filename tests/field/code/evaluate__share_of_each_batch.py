# assignment: lenet5_mnist
# exercise: evaluate
# fault: told to have divided by one image too many, since nothing of the short batch was right
# right: fail
# must-say: accuracy is
# must-not-say: number of images
def evaluate(dataloader):
    lenet.eval()
    shares, losses = [], []
    with torch.no_grad():
        for batch, digits in dataloader:
            batch, digits = batch.to(device), digits.to(device)
            scores = lenet(batch)
            losses.append(F.cross_entropy(scores, digits, reduction="none"))
            shares.append((scores.argmax(1) == digits).double().mean())
    return torch.cat(losses).mean().item(), torch.stack(shares).mean().item()
