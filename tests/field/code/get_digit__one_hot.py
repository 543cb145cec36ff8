# assignment: mlp_from_scratch
# exercise: get_digit
# fault: the digit was said to be one of the numbers that are returned
# right: fail
# must-say: the digit is a single one
# must-not-say: one of them
# way: lambda
# reads: (pred == pred.max()).long()
# in-place-of: pred.argmax(dim=-1).item()
