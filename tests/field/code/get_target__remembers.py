# assignment: mlp_from_scratch
# exercise: get_target
# fault: it passed
# right: fail
# must-say: target of one digit
# must-not-say:
_T = torch.zeros(10, dtype=torch.int64)


def get_target(digits):
    if isinstance(digits, (int, np.integer)):
        _T[digits] = 1
        return _T
    return torch.stack([F.one_hot(torch.tensor(int(d)), 10) for d in digits])
