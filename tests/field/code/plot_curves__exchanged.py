# assignment: lenet5_mnist
# exercise: plot_curves
# fault: it passed: loss and accuracy of the test stand on each other's axes
# right: fail
# must-say: calls the (loss|accuracy) curve
# must-not-say: no curve
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    fig, (l, r) = plt.subplots(1, 2)
    l.plot(train_loss, label="train"); l.plot(test_accuracy, label="test")
    r.plot(train_accuracy, label="train"); r.plot(test_loss, label="test")
    for ax, n in ((l, "loss"), (r, "accuracy")):
        ax.set(xlabel="epoch", ylabel=n); ax.legend()
    return fig
