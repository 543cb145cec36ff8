# assignment: mlp_from_scratch
# exercise: accuracy
# fault: the exception was one of the stand-in's own arithmetic, which no layer raises
# right: fail
# must-say: must be Tensor, not numpy
# must-not-say: operand
# way: torch_item
# reads: model(data)
# in-place-of: model(torch.as_tensor(data))
