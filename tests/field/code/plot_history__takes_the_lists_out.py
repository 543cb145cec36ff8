# assignment: softmax_regression
# exercise: plot_history
# fault: a function that changes what it is given passed
# right: fail
# must-say: changes what it is given
# must-not-say:
def plot_history(hist):
    fig, (a, b) = plt.subplots(1, 2)
    a.plot(hist.pop("train_acc"), label="training"); a.plot(hist.pop("val_acc"), label="validation")
    a.set(xlabel="epoch", ylabel="accuracy"); a.legend()
    b.plot(hist.pop("train_loss"), label="training"); b.plot(hist.pop("val_loss"), label="validation")
    b.set(xlabel="epoch", ylabel="loss"); b.legend()
    return fig
