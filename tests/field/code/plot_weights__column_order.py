# assignment: softmax_regression
# exercise: plot_weights
# fault: only numbers were told
# right: fail
# must-say: shows row
# must-not-say:
def plot_weights(net):
    fig, axes = plt.subplots(2, 5)
    W = net[1].weight.detach().reshape(10, 28, 28)
    for digit in range(10):
        axes.T.flat[digit].imshow(W[digit])
    return fig
