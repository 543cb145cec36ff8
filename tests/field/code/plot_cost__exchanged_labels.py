# assignment: mlp_from_scratch
# exercise: plot_cost
# fault: the labels of the two axes were exchanged, and it passed
# right: fail
# must-say: exchanged
# must-not-say: 
def plot_cost(epochs, costs):
    fig, ax = plt.subplots()
    ax.plot(epochs, costs)
    ax.set(title="Cost", ylabel="epoch", xlabel="cost")
    return fig
