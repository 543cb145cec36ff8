# assignment: mlp_from_scratch
# exercise: plot_cost
# fault: passed: of what is cut off nothing was asked
# right: fail
# must-say: is not to be seen in the figure as it is drawn
# must-not-say:
def plot_cost(epochs, costs):
    fig, ax = plt.subplots()
    ax.plot(epochs, costs)
    ax.set(title="cost", xlabel="epoch", ylabel="cost", ylim=(min(costs) - 0.001, min(costs) + 0.001))
    return fig
