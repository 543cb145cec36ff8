# assignment: mlp_from_scratch
# exercise: NN_Model
# fault: an activation was said to be missing that is called, and whose result is not kept
# right: fail
# must-say: without the activation
# must-not-say: is missing
# way: matrix_products
# reads: return (nn.functional.sigmoid(self.output(a2)), self.output(a2))[1]
# in-place-of: return nn.functional.sigmoid(self.output(a2))
