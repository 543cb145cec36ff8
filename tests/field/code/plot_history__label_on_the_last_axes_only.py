# assignment: softmax_regression
# exercise: plot_history
# fault: no axes were told to have a label, where one has
# right: fail
# must-say: vertical axis
# must-not-say: axes have no labels
def plot_history(hist):
    figure, places = plt.subplots(1, 2)
    for ax, kind in zip(places, ("acc", "loss")):
        ax.plot(hist[f"train_{kind}"], label="training")
        ax.plot(hist[f"val_{kind}"], label="validation")
        ax.legend()
        ax.set_xlabel("epoch")
    plt.ylabel("loss")
    return figure
