# assignment: mlp_from_scratch
# exercise: first_nine
# fault: only numbers were told of a search that does not stop at the first nine
# right: fail
# must-say: where the last nine stands
# must-not-say: counted from
for i, label in enumerate(label_train):
    if label == 9:
        first_nine = i
