# assignment: softmax_regression
# exercise: plot_weights
# fault: its pictures show weights, though no row of them
# right: fail
# must-say: shows a row
# must-not-say: shows the weights
def plot_weights(net):
    W = net[1].weight.detach().reshape(784, 10)
    fig, axes = plt.subplots(2, 5)
    for i, ax in enumerate(axes.flat): ax.imshow(W[:, i].reshape(28, 28))
    return fig
