# assignment: softmax_regression
# exercise: plot_history
# fault: the legend was blamed for what the labels of the axes say
# right: fail
# must-say: losses are called accuracies
# must-not-say: the legend calls
def plot_history(hist):
    fig, (a, b) = plt.subplots(1, 2, figsize=(10, 4))
    epochs = range(1, len(hist["train_acc"]) + 1)
    a.plot(epochs, hist["train_acc"], label="training")
    a.plot(epochs, hist["val_acc"], label="validation")
    a.set_xlabel("epoch")
    a.set_ylabel("loss")
    a.legend()
    b.plot(epochs, hist["train_loss"], label="training")
    b.plot(epochs, hist["val_loss"], label="validation")
    b.set_xlabel("epoch")
    b.set_ylabel("accuracy")
    b.legend()
    return fig
