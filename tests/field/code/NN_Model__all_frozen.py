# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: `forward` was said to cut the record of operations, where the layers are frozen
# right: fail
# must-say: or the layers are frozen
# must-not-say: cuts the record
# way: own_initialisation
# reads: layer.requires_grad_(False)
# in-place-of: nn.init.zeros_(layer.bias)
