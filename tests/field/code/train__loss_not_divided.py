# assignment: lenet_fashion
# exercise: train
# fault: the number of images was called the length of `X`, which is a batch in the student's loop
# right: fail
# must-say: times the right one; \d+ is the number of images
# must-not-say: the length of
# way: descent_by_hand
# reads: tl.append(total)
# in-place-of: tl.append(total / seen)
