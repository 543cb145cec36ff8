# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: no gradient was told to reach a layer whose weights have one
# right: fail
# must-say: no gradient reaches the biases
# must-not-say: no gradient reaches `
# way: torch_sigmoid
# reads: x = torch.sigmoid(x @ layer.weight.T)
# in-place-of: x = torch.sigmoid(layer(x))
