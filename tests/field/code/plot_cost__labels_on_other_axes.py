# assignment: mlp_from_scratch
# exercise: plot_cost
# fault: the figure was said to have no title, which stands over axes that are empty
# right: fail
# must-say: no title stands over the curve
# must-not-say: the figure has no title
def plot_cost(epochs, costs):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(epochs, costs)
    right.set(title="Cost", xlabel="epoch", ylabel="cost")
    return fig
