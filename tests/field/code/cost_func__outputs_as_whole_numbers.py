# assignment: mlp_from_scratch
# exercise: cost_func
# fault: with targets of int64, as `get_target` makes them, it was never asked
# right: fail
# must-say: int64 targets
# must-not-say: gradient
# way: lambda
# reads: (input.to(target.dtype) - target)
# in-place-of: (input - target)
