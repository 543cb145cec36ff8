# assignment: lenet5_mnist
# exercise: train_one_epoch
# fault: was told that the network has 0 parameters
# right: fail
# must-say: line|step
# must-not-say: parameters, the one to ask
def train_one_epoch():
    lenet.train()
    params = {k: v.detach().clone().requires_grad_() for k, v in lenet.named_parameters()}
    for x, y in train_loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(torch.func.functional_call(lenet, params, (x,)), y)
        grads = torch.autograd.grad(loss, list(params.values()))
        params = {k: (v - 0.01 * g).detach().requires_grad_() for (k, v), g in zip(params.items(), grads)}
