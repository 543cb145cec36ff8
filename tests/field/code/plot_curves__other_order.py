# assignment: lenet5_mnist
# exercise: plot_curves
# fault: a loss was said to lack its name in the legend, and no more
# right: fail
# must-say: another order than the one that it is called with: train_loss, train_accuracy
# must-not-say: 
def plot_curves(train_loss, test_loss, train_accuracy, test_accuracy):
    fig, (a, b) = plt.subplots(1, 2)
    a.plot(train_loss, label="train")
    a.plot(test_loss, label="test")
    a.set_xlabel("epoch")
    a.set_ylabel("loss")
    a.legend()
    b.plot(train_accuracy, label="train")
    b.plot(test_accuracy, label="test")
    b.set_xlabel("epoch")
    b.set_ylabel("accuracy")
    b.legend()
    return fig
