# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: the hidden layers were said to be detached in `forward`, where they are frozen
# right: fail
# must-say: cut off in `forward`, or frozen
# must-not-say: detached inside
# way: own_initialisation
# reads: layer.requires_grad_(layer is self.output)
# in-place-of: nn.init.zeros_(layer.bias)
