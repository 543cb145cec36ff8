# assignment: softmax_regression
# exercise: plot_weights
# fault: pictures that stand on their heads passed
# right: fail
# must-say: reverse order
# must-not-say:
def plot_weights(net):
    fig, axes = plt.subplots(2, 5)
    W = net[1].weight.detach().reshape(10, 28, 28).flip(1)
    for digit, ax in enumerate(axes.flat):
        ax.imshow(W[digit])
    return fig
