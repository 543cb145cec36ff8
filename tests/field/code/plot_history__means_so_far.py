# assignment: lenet_fashion
# exercise: plot_history
# fault: only what is lacking was told
# right: fail
# must-say: means of its values so far
# must-not-say:
def plot_history(hist):
    fig, ax = plt.subplots()
    for key, values in hist.items():
        v = np.cumsum(values) / np.arange(1, len(values) + 1)
        ax.plot(range(1, len(v) + 1), v, label=key)
    ax.set(xlabel="epoch", ylabel="value")
    ax.legend()
    return fig
