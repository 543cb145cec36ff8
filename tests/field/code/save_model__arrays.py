# assignment: softmax_regression
# exercise: save_model
# fault: a dict of arrays was told to be no dict
# right: fail
# must-say: something else than tensors
# must-not-say: no dict
def save_model(net, path):
    torch.save({k: v.numpy() for k, v in net.state_dict().items()}, path)
