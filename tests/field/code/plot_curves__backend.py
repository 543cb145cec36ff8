# assignment: lenet5_mnist
# exercise: plot_curves
# fault: a backend for a screen costs the whole exercise
# right: pass
# must-say:
# must-not-say: package is not installed
import matplotlib

matplotlib.use("TkAgg")


def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    figure, (left, right) = plt.subplots(1, 2)
    for ax, name, a, b in ((left, "loss", train_loss, test_loss), (right, "accuracy", train_accuracy, test_accuracy)):
        ax.plot(a, label="train")
        ax.plot(b, label="test")
        ax.set(xlabel="epoch", ylabel=name)
        ax.legend()
    return figure
