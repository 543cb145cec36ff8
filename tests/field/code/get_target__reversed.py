# assignment: mlp_from_scratch
# exercise: get_target
# fault: zeros and ones were told to be exchanged
# right: fail
# must-say: at other places|reverse order
# must-not-say: 0 where 1 belongs
def get_target(digits):
    return F.one_hot(torch.as_tensor(digits), 10).flip(-1)
