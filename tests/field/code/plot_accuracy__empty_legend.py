# assignment: mlp_from_scratch
# exercise: plot_accuracy
# fault: a legend without entries was said not to be there
# right: fail
# must-say: no legend names the curves
# must-not-say: there is no legend
def plot_accuracy(epochs, acc_train, acc_valid):
    fig, ax = plt.subplots()
    ax.legend()
    ax.plot(epochs, acc_train, label="train")
    ax.plot(epochs, acc_valid, label="valid")
    ax.set(xlabel="epoch", ylabel="accuracy")
    return fig
