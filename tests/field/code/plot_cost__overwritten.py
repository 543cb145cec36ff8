# assignment: mlp_from_scratch
# exercise: plot_cost
# fault: a curve was told not to be seen, where a title was overwritten and nothing could be drawn
# right: fail
# must-say: cannot be drawn
# must-not-say: not to be seen
def plot_cost(epochs, costs):
    fig, ax = plt.subplots()
    ax.plot(epochs, costs)
    ax.title = "Cost"
    return fig
