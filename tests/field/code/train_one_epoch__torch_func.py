# assignment: training_loop
# exercise: train_one_epoch
# fault: a stand-in's buffer could not be counted up inside of torch.func
# right: pass
# must-say: 
# must-not-say: 
from torch.func import functional_call, grad_and_value
def train_one_epoch(network, loader, optimizer):
    network.train()
    params = dict(network.named_parameters())
    def compute(p, x, y):
        out = functional_call(network, p, (x,))
        return F.cross_entropy(out, y), out
    correct, total = 0, 0.0
    for x, y in loader:
        grads, (loss, out) = grad_and_value(compute, has_aux=True)({k: v.detach() for k, v in params.items()}, x, y)
        for k, p in params.items():
            p.grad = grads[k]
        optimizer.step()
        optimizer.zero_grad()
        correct += (out.argmax(-1) == y).sum().item()
        total += loss.item()
    return correct, total
