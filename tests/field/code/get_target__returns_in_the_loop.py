# assignment: mlp_from_scratch
# exercise: get_target
# fault: only numbers were told
# right: fail
# must-say: is only the first of the \d+ that are right
# must-not-say: 
def get_target(digits):
    if isinstance(digits, int):
        digits = [digits]
    rows = []
    for d in digits:
        row = torch.zeros(10, dtype=torch.int64)
        row[d] = 1
        rows.append(row)
        return torch.stack(rows).squeeze()
