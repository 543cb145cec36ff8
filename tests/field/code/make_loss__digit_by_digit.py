# assignment: lenet_fashion
# exercise: make_loss
# fault: only numbers were told
# right: fail
# must-say: binary_cross_entropy_with_logits
# must-not-say:
def make_loss():
    bce = nn.BCEWithLogitsLoss()

    def loss(scores, labels):
        return bce(scores, F.one_hot(labels, 10).to(scores.dtype))

    return loss
