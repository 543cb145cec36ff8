# assignment: mlp_from_scratch
# exercise: activation_func
# fault: an own `backward` that drops what it is handed passed
# right: fail
# must-say: derivative
# must-not-say:
class Squeeze(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad):
        (y,) = ctx.saved_tensors
        return y * (1 - y)


def activation_func(x):
    return Squeeze.apply(x)
