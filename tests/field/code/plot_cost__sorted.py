# assignment: mlp_from_scratch
# exercise: plot_cost
# fault: sorted costs passed, since those of the check fell
# right: fail
# must-say: another order
# must-not-say:
def plot_cost(epochs, costs):
    fig, ax = plt.subplots()
    ax.plot(epochs, sorted(costs, reverse=True), marker=".")
    ax.set(title="cost", xlabel="epoch", ylabel="cost")
    return fig
