# assignment: mlp_from_scratch
# exercise: get_digit
# fault: it leaves before it looks for the largest output
# right: fail
# must-say: line 9 is never reached: line 8 leaves before it
# must-not-say: argmax
def get_digit(output):
    return int(output[0] > 0.5)
    return int(output.argmax())
