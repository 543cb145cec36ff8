# %% [markdown]
# # LeNet-5 on MNIST: your first convolutional network
#
# In 1998 a bank machine could read the amount on a handwritten cheque. The network that did the reading came from
# Yann LeCun and his colleagues and is called **LeNet-5**. Nearly every image network since is built on its idea: *look
# at small patches first, and combine what you saw later*. The paper, [*Gradient-based learning applied to document
# recognition*](https://doi.org/10.1109/5.726791), still reads well; its sections I and II are enough for today.
#
# Today you build one, train it on handwritten digits, find out from two curves what is wrong with the training, and
# make it better. By the end you will have written everything yourself that a deep-learning project needs: a look at
# the data, a model, a training pass, an evaluation, a plot and an experiment.
#
# | you write | in one line | points |
# |---|---|---|
# | `count_samples` | how many images, how many of each digit | {points.count_samples} |
# | `samples_with_label` | the first few images of one digit | {points.samples_with_label} |
# | `LeNet` | the network | {points.LeNet} |
# | `train_one_epoch` | one pass over the training images | {points.train_one_epoch} |
# | `evaluate` | mean loss and accuracy on any images | {points.evaluate} |
# | `training_history` | five epochs, four lists of figures | {points.training_history} |
# | `plot_curves` | the picture you will read those figures from | {points.plot_curves} |
# | `q_curves` | what the picture says, in your words | {points.q_curves} |
# | `tuned_lenet` | a network of your own choice of hyperparameters | {points.tuned_lenet} |
# | | | **{points.total}** |
#
# ## How your work is judged
#
# Behind every exercise there is a cell `check("…")`. Run it as often as you like: it says what is right, what is not,
# and, when it knows the wrong turn you took, it names it. Grading runs the very same checks with other images, other
# weights and another seed. Cells without a check are yours to change. Locked cells are put back as they were when your
# work is graded.
#
# <details><summary>The rules in full: open them when a check surprises you</summary>
#
# * **Behaviour counts, style does not.** Loops or array operations, modules or functions, helpers of your own in the
#   same cell: all fine. Names and arguments in the `def` and `class` lines must stay as they are.
# * **Numbers are numbers.** Where a count, a loss or a share is asked, return an `int` or a `float` (NumPy's are fine
#   too). A tensor that holds one number is not a number yet; `.item()` turns it into one. Do not round: figures must
#   be right to one part in ten thousand.
# * **Measuring must not change anything.** An evaluation leaves parameters and gradients as they were, asks for no
#   gradients and runs the network in evaluation mode. A training pass sets training mode itself.
# * **The last batch may be short.** 1,000 images in batches of 32 leave a batch of 8, and every *image* weighs the
#   same.
# * **Every tensor of a batch goes to `device`**, even if yours is a CPU: the same notebook must run on a machine with
#   a GPU.
# * **Each exercise stands alone.** If one goes wrong, the later ones are tested with a working replacement wherever
#   that is possible. Keep each exercise in its own cell.
# * **A figure** needs its axis labels, and a legend entry for each curve that shares its axes with another. Your own
#   words will do, as long as entries contain *train* or *test* (and *loss* or *acc* where both share the axes).
# </details>

# %% locked="setup"
import copy
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms
from torchvision.datasets import MNIST

from autograder import check

torch.manual_seed(0)
torch.set_num_threads(1)  # a network this small gains nothing from a second core
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# %% [markdown]
# ## 1. Look before you learn
#
# MNIST holds pictures of digits that employees of the US Census Bureau and high-school students wrote by hand:
# 28×28 grey values from 0 (paper) to 255 (ink). Here you have 4,000 of them for training and 1,000 for testing.
#
# Nobody needs one more network that reads digits: good ones make fewer than 3 mistakes in 1,000. MNIST is used as a
# **sanity check**. It is small, clean and well known, so everybody knows what to expect. A program that cannot learn
# MNIST has a mistake in it. The reverse is not true: what works on MNIST may still fail on photographs.
#
# Two steps prepare each image. `ToTensor` turns it into a float tensor of shape (1, 28, 28), that is (channels,
# height, width), with values in $[0, 1]$. `Normalize((0.5,), (0.5,))` then computes
#
# $$x' = \frac{x - 0.5}{0.5},$$
#
# so that values lie in $[-1, 1]$. Why bother? The first layer multiplies every pixel by a weight. If all pixels are
# positive, the gradients of all weights of one unit share a sign, and the unit can only turn all its weights up or
# all of them down at once. Values on either side of zero let each weight go its own way.
#
# A `DataLoader` cuts a data set into batches. `shuffle=True` puts the images into a new order for every epoch. For a
# measurement the order does not matter, so the test loader keeps it.

# %% locked="data"
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
train_set = MNIST(root="../data", train=True, download=True, transform=transform)
test_set = MNIST(root="../data", train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
test_loader = DataLoader(test_set, batch_size=32)

# %% [markdown]
# The first rule: look at what the network will see. Run this cell a few times. Which of these would *you*
# hesitate to name?

# %% explore=true
images, labels = next(iter(train_loader))
print("images:", tuple(images.shape), images.dtype, "from", images.min().item(), "to", images.max().item())
print("labels:", tuple(labels.shape), labels.dtype)
figure, axes = plt.subplots(4, 8, figsize=(8, 4.4), layout="constrained")
for ax, image, label in zip(axes.flat, images, labels, strict=True):
    ax.imshow(image[0], cmap="gray_r")
    ax.set_title(label.item(), fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# ### Exercise `count_samples`
#
# An accuracy of 90 % sounds fine, until you hear that 90 % of the images show a 1. So count: how many images are
# there, and how many of each digit?
#
# `count_samples(dataset)` returns a pair: the number of images, an int, and the ten counts, from digit 0 to digit 9,
# as a list, an array or a tensor. A digit that does not occur has the count 0.
#
# A data set behaves like a list of pairs: `len(dataset)` is its length, `dataset[i]` is `(image, label)`. Reading it
# that way prepares every image; all labels at once are in `dataset.targets`, a tensor of int64.
#
# <details><summary>Hint: counting without a loop</summary>
# Both <code>torch.bincount</code> and <code>np.bincount</code> count how often 0, 1, 2 … occur. Look up what
# <code>minlength</code> is for before you need it.
# </details>


# %% exercise="count_samples"
def count_samples(dataset):
    """Return (number of images, ten counts: how many images show a 0, a 1, … a 9)."""
    ### BEGIN SOLUTION
    counts = torch.bincount(dataset.targets, minlength=10)
    return len(dataset), counts.tolist()
    ### END SOLUTION


# %% explore=true
figure, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
for offset, (name, dataset) in zip((-0.2, 0.2), {"train": train_set, "test": test_set}.items(), strict=True):
    total, counts = count_samples(dataset)
    ax.bar(np.arange(10) + offset, np.asarray(counts) / total, width=0.4, label=f"{name}: {total} images")
ax.set(xlabel="digit", ylabel="share of the images", xticks=range(10))
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
# All digits are about equally frequent. So a network that knows nothing is right one time in ten, and accuracy is an
# honest figure here.
#
# **If they were not?** Suppose that 1 image in 100 shows a sick patient. "Healthy" for everybody is then right in
# 99 %, and useless. Whoever has such *imbalanced* data looks at each class by itself (how many of the sick were
# found?), and lets the rare class count more: by a weight in the loss (the argument `weight` of
# [`nn.CrossEntropyLoss`](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)), or by drawing
# its images more often (`torch.utils.data.WeightedRandomSampler`).
#
# **Are the labels right?** People wrote them, so some are wrong, in nearly every data set. In the training set a few
# wrong labels do little harm. In the test set they set a limit: a perfect reader cannot reach 100 % there. At the end
# you will look for suspicious labels with the help of your network. (A [study of ten famous test
# sets](https://arxiv.org/abs/2103.14749) found about 3 % wrong labels on average; [look at
# some](https://labelerrors.com).)
#
# ### Exercise `samples_with_label`
#
# How differently can people write a 7? `samples_with_label(dataset, digit, num_samples=5)` returns a list of the
# **first** `num_samples` images of `dataset` whose label is `digit`, each exactly as `dataset[i][0]` gives it:
# prepared, shape (1, 28, 28). When the data set has fewer of them, the list is shorter.
#
# <details><summary>Hint: stop in time</summary>
# Preparing 4,000 images to keep five is slow. Find out from <code>dataset.targets</code> which indices to read, or
# leave the loop as soon as you have enough.
# </details>


# %% exercise="samples_with_label"
def samples_with_label(dataset, digit, num_samples=5):
    """Return the first `num_samples` images of `digit`, a list of (1, 28, 28) tensors; fewer if there are fewer."""
    ### BEGIN SOLUTION
    indices = torch.nonzero(dataset.targets == digit).flatten().tolist()
    return [dataset[index][0] for index in indices[:num_samples]]
    ### END SOLUTION


# %% explore=true
figure, axes = plt.subplots(10, 12, figsize=(8, 6.8), layout="constrained")
for digit, row in enumerate(axes):
    for ax, image in zip(row, samples_with_label(train_set, digit, num_samples=12), strict=True):
        ax.imshow(image[0], cmap="gray_r")
        ax.axis("off")
plt.show()

# %% [markdown]
# **Why two sets?** The network will be trained on `train_set`, and it can learn these images by heart. How well it
# reads *them* says little about the next cheque. So we measure on images that had no part in training. Two things can
# make the two figures differ:
#
# * **Overfitting.** The network learns what is true for its 4,000 images only: this blot, that slanted 7. The training
#   figure then gets better and the test figure does not.
# * **The sets are not alike.** A test is fair if its images are *independent* of the training images and come from the
#   same source. Two pictures by the same hand are not quite independent. In the full MNIST the test digits come from
#   other writers. The 5,000 here were all taken from its training half and cut in two at random, so one hand may have
#   written in both sets: expect a slightly better figure than for new writers.
#
# The test set also wears out. Whoever tries a hundred settings and keeps the one with the best test figure has chosen
# by the test set, and that figure is too good. ([CS231n on this](https://cs231n.github.io/classification/).)

# %% [markdown]
# ## 2. The network
#
# A fully connected layer would treat the pixel in the corner and the pixel in the middle as two unrelated numbers,
# and would have to learn what a stroke looks like once for every place where one may occur. A **convolution** does
# not. It slides a small window of weights, here 3×3, over the image and computes the same weighted sum everywhere:
#
# $$y_{o,i,j} = b_o + \sum_{c}\sum_{u=0}^{2}\sum_{v=0}^{2} w_{o,c,u,v}\; x_{c,\,i+u,\,j+v}$$
#
# One such window, a *filter*, answers one question at every place ("is there an edge that rises to the right?"); its
# answers form a *feature map*. Six filters make six maps. Then
#
# * **ReLU**, $\max(0, y)$, keeps the places where the answer is yes;
# * **max pooling** keeps the largest of each 2×2 block: the map shrinks to half, and a stroke that moved by one pixel
#   looks almost the same.
#
# The second convolution looks at *maps*, not pixels: it finds combinations of edges, such as corners and loops. What
# remains is small enough for three ordinary layers, which decide.
#
# ![LeNet-5 from the image to ten scores, with the size after each layer](lenet5.svg)
#
# How large is a map? A window of width $k$, with $p$ pixels of padding on either side, fits into a row of $n$ pixels
# at
#
# $$n_\text{out} = n + 2p - k + 1$$
#
# places. Take a pencil and follow the picture: $28 \to 30 \to 15 \to 13 \to 6$. (Pooling 13 in twos gives 6 and drops
# a row.) At the end there are 16 maps of 6×6: 576 numbers.
#
# **Where is the softmax?** Not in the network. Its ten outputs are plain scores, called *logits*. The loss you will
# use, `nn.CrossEntropyLoss`, applies the logarithm of the softmax itself, in a way that cannot overflow:
#
# $$\ell(z, y) = -\log \frac{e^{z_y}}{\sum_k e^{z_k}}$$
#
# With a softmax in the network as well it would be applied twice. Training still works then, only badly, without any
# error message: the nastiest kind of mistake.
#
# ### What a network is in PyTorch
#
# A network is a class that inherits from
# [`nn.Module`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html). The class says two things.
#
# * `__init__` makes the **layers**, once, when the network is made. `super().__init__()` comes first: it prepares the
#   lists in which the module keeps its parts. Every layer that you store as `self.something` is then registered, and so
#   `parameters()` finds its weights, `to(device)` moves them, `state_dict()` saves them.
# * `forward` says **how data flows** through the layers, once for every batch. You never call `forward` yourself. You
#   call the network like a function, `net(images)`, and `nn.Module` calls `forward` for you.
#
# The backward direction is not written at all: PyTorch derives it from what `forward` did. Here is the smallest
# example, a straight line:


# %% explore=true
class Line(nn.Module):
    """y = w x + b."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1)

    def forward(self, x):
        return self.layer(x)


line = Line()
print(line)
print("registered:", {name: tuple(parameter.shape) for name, parameter in line.named_parameters()})
print("three numbers in, three out:", line(torch.tensor([[0.0], [1.0], [2.0]])).detach().flatten())

# %% [markdown]
# ### Exercise `LeNet`
#
# | attribute | layer | in → out | afterwards |
# |---|---|---|---|
# | `conv1` | convolution 3×3, padding 2 | 1 → 6 channels | ReLU, 2×2 max pooling |
# | `conv2` | convolution 3×3 | 6 → 16 channels | ReLU, 2×2 max pooling, flatten |
# | `fc1` | linear | 576 → 120 | ReLU |
# | `fc2` | linear | 120 → 84 | ReLU |
# | `fc3` | linear | 84 → 10 | nothing |
#
# Keep the attribute names: the checks put their own weights into your layers and compare what comes out.
#
# <details><summary>Hint: how to begin</summary>
# <code>nn.Conv2d(in_channels, out_channels, kernel_size, padding=…)</code> and <code>nn.Linear(in_features,
# out_features)</code> go into <code>__init__</code>; <code>F.relu</code> and <code>F.max_pool2d(x, 2)</code> have
# no weights and may go straight into <code>forward</code>.
# </details>
# <details><summary>Hint: flatten</summary>
# The batch axis must survive: from (N, 16, 6, 6) to (N, 576). <code>torch.flatten</code> knows a
# <code>start_dim</code>.
# </details>


# %% exercise="LeNet"
class LeNet(nn.Module):
    """LeNet-5 for 28×28 images: images (N, 1, 28, 28) float32 → logits (N, 10)."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(1, 6, kernel_size=3, padding=2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=3)
        self.fc1 = nn.Linear(16 * 6 * 6, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        ### END SOLUTION

    def forward(self, images):
        """Return the logits (N, 10) of `images` (N, 1, 28, 28)."""
        ### BEGIN SOLUTION
        maps = F.max_pool2d(F.relu(self.conv1(images)), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        features = torch.flatten(maps, start_dim=1)
        features = F.relu(self.fc1(features))
        features = F.relu(self.fc2(features))
        return self.fc3(features)
        ### END SOLUTION


# %% [markdown]
# Where do the weights sit? Guess before you run the cell: more in the convolutions, or more in the linear layers?

# %% explore=true
net = LeNet()
for name, layer in net.named_children():
    print(f"{name:6} {sum(p.numel() for p in layer.parameters()):7,} parameters")
print(f"total  {sum(p.numel() for p in net.parameters()):7,} parameters")
print("two images in, out comes", tuple(net(torch.stack([train_set[0][0], train_set[1][0]])).shape))

# %% [markdown]
# ## 3. What learning needs
#
# A fresh network, a loss, and a rule that turns gradients into new weights. The rule is gradient descent: after each
# batch
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}, \qquad L = \frac{1}{B}\sum_{i=1}^{B} \ell(z_i, y_i),$$
#
# with the learning rate $\eta = 0.01$. $L$ is the mean over the $B$ images of one batch.

# %% locked="learning"
lenet = LeNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)
n_epoch = 5

# %% [markdown]
# Before training, a question with a known answer. A network that knows nothing gives each digit a probability of
# about 1/10, so its loss must be near $-\log\frac{1}{10} = \log 10 \approx 2.303$. If yours is far away from that,
# something is wrong *now*, and you have found it before training for an hour.

# %% explore=true
images, labels = next(iter(train_loader))
with torch.no_grad():
    logits = lenet(images.to(device))
print("probabilities of the first image:", F.softmax(logits[0], dim=0).cpu().numpy().round(3))
print(f"loss of one batch: {criterion(logits, labels.to(device)).item():.4f}, log 10 = {np.log(10):.4f}")

# %% [markdown]
# ### Exercise `train_one_epoch`
#
# One *epoch* is one pass over all training images. `train_one_epoch()` takes no arguments: it uses `train_loader`,
# `lenet`, `criterion`, `optimizer` and `device` as they are when it is called. It puts the network into training mode
# and then, for each batch: moves **images and labels** to `device`, computes logits and loss, computes the gradient,
# and takes one step.
#
# PyTorch *adds* each new gradient to the one that is already stored. That is handy for tricks with several losses,
# and it means that somebody has to clear the old gradient once per batch: you.
#
# What the function returns, if anything, is up to you.
#
# <details><summary>Hint: training mode?</summary>
# <code>lenet.train()</code> and <code>lenet.eval()</code> tell the layers which of the two is going on. This LeNet
# has no layer that behaves differently. But layers such as dropout do, and the habit costs one line.
# </details>
# <details><summary>Hint: which calls?</summary>
# <code>optimizer.zero_grad()</code>, <code>loss.backward()</code> and <code>optimizer.step()</code> are three of
# them. Their order is the exercise.
# </details>


# %% exercise="train_one_epoch"
def train_one_epoch():
    """Train `lenet` on every batch of `train_loader` once, one step of `optimizer` a batch."""
    ### BEGIN SOLUTION
    lenet.train()
    for images, labels in train_loader:
        images = images.to(device)
        labels = labels.to(device)
        optimizer.zero_grad()
        loss = criterion(lenet(images), labels)
        loss.backward()
        optimizer.step()
    ### END SOLUTION


# %% [markdown]
# ### Exercise `evaluate`
#
# How good is the network now? `evaluate(dataloader)` goes through any loader and returns two floats:
#
# * the **mean loss per image**, $\frac{1}{N}\sum_{i=1}^{N} \ell(z_i, y_i)$,
# * the **accuracy**, the share of images whose largest logit belongs to their digit, between 0 and 1.
#
# There is a trap in the first. `criterion` returns the mean over a *batch*. If the last batch has 8 images and the
# others 32, the mean of these means gives an image of the last batch four times the weight of the others:
#
# $$\frac{1}{N}\sum_b B_b L_b \;\ne\; \frac{1}{\#b}\sum_b L_b .$$
#
# And a measurement must leave no trace: evaluation mode, no gradients, no changed weights.
#
# <details><summary>Hint: no gradients</summary>
# Inside <code>with torch.no_grad():</code> PyTorch does not write down how a result came about. That is faster and
# needs less memory.
# </details>
# <details><summary>Hint: from logits to a digit</summary>
# <code>logits.argmax(dim=1)</code> finds the position of the largest number in each row. What would
# <code>dim=0</code> find?
# </details>


# %% exercise="evaluate"
def evaluate(dataloader):
    """Return (mean loss per image, accuracy in [0, 1]) of `lenet` on all images of `dataloader`, two floats."""
    ### BEGIN SOLUTION
    lenet.eval()
    total_loss, total_correct, total_images = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            images = images.to(device)
            labels = labels.to(device)
            logits = lenet(images)
            total_loss += criterion(logits, labels).item() * len(labels)
            total_correct += (logits.argmax(dim=1) == labels).sum().item()
            total_images += len(labels)
    return total_loss / total_images, total_correct / total_images
    ### END SOLUTION


# %% [markdown]
# ## 4. Five epochs
#
# Before anything long: *how* long? Training an image costs about three times as much as evaluating it (forward once,
# backward about twice), and reading and preparing it comes on top. So time a small job and scale it up.

# %% explore=true
start = time.perf_counter()
test_figures = evaluate(test_loader)
per_image = (time.perf_counter() - start) / len(test_set)
images_per_epoch = 3 * len(train_set) + len(train_set) + len(test_set)
print(f"before training: loss {test_figures[0]:.4f}, accuracy {test_figures[1]:.3f} (expected about 2.30 and 0.1)")
print(f"{n_epoch} epochs will take at most {n_epoch * images_per_epoch * per_image:.0f} seconds")

# %% [markdown]
# ### Exercise `training_history`
#
# Train for `n_epoch` epochs and keep a record. Your cell leaves four lists of floats with one entry per epoch:
# `train_loss`, `train_accuracy`, `test_loss`, `test_accuracy`.
#
# * Each epoch is **one pass of training and then one entry in each list**: the figures describe the network the epoch
#   ended with.
# * The test figures come from `test_loader`, that is from images the network has never been trained on. Anything else
#   would be like grading an exam that was handed out with its answers.
# * For the training figures you may evaluate on `train_loader` after the pass, or collect loss and accuracy while
#   training.
#
# Printing a line per epoch makes the wait shorter. If you run the cell twice, training goes on where it stopped,
# unless you first make a new `lenet` and a new `optimizer` for it.
#
# When graded this cell is run again with a handful of images and a small network in place of yours, so it costs
# nobody any time.

# %% exercise="training_history"
### BEGIN SOLUTION
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
for epoch in range(n_epoch):
    train_one_epoch()
    epoch_train_loss, epoch_train_accuracy = evaluate(train_loader)
    epoch_test_loss, epoch_test_accuracy = evaluate(test_loader)
    train_loss.append(epoch_train_loss)
    train_accuracy.append(epoch_train_accuracy)
    test_loss.append(epoch_test_loss)
    test_accuracy.append(epoch_test_accuracy)
    print(f"epoch {epoch + 1}: test loss {epoch_test_loss:.4f}, test accuracy {epoch_test_accuracy:.3f}")
### END SOLUTION

# %% [markdown]
# ### Exercise `plot_curves`
#
# Twenty numbers are hard to read; four curves are not. `plot_curves(train_loss, train_accuracy, test_loss,
# test_accuracy)` draws loss and accuracy over the epochs and returns the figure. Training and test must be told
# apart, axes must say what they show. One pair of axes or several: you decide.
#
# <details><summary>Hint: two pictures side by side</summary>
# <code>figure, (left, right) = plt.subplots(1, 2)</code> gives two axes. Each has <code>plot</code>,
# <code>set_xlabel</code>, <code>set_ylabel</code> and <code>legend</code>.
# </details>


# %% exercise="plot_curves"
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    """Draw loss and accuracy over epochs for training and test; each argument holds one float per epoch."""
    ### BEGIN SOLUTION
    epochs = range(1, len(train_loss) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    left.plot(epochs, train_loss, "o-", label="train")
    left.plot(epochs, test_loss, "s--", label="test")
    left.set(xlabel="epoch", ylabel="mean loss per image")
    left.legend()
    right.plot(epochs, train_accuracy, "o-", label="train")
    right.plot(epochs, test_accuracy, "s--", label="test")
    right.set(xlabel="epoch", ylabel="accuracy")
    right.legend()
    return figure
    ### END SOLUTION


# %% explore=true
plot_curves(train_loss, train_accuracy, test_loss, test_accuracy)
plt.show()

# %% [markdown]
# ### Discussion: `q_curves`
#
# Write a short comment on your plot, five or six sentences. What do the two curves do at first, and why may that be?
# Has training come to an end after the last epoch? Is there a gap between training and test, and what would a growing
# gap mean? What would you change first, and which curve would tell you whether it helped?

# %% [markdown] written="q_curves"
# For the first epochs both losses hardly leave 2.3, the value of a network that guesses: with a learning rate of 0.01
# and 125 small steps per epoch the weights have not moved far, and the first layers still receive tiny gradients.
# Then the loss starts to fall and accuracy rises. After five epochs both are still improving, so training has not
# come to an end: the network is underfitted, not finished. Training and test curves lie close together; there is no
# sign of overfitting, which would show as a training loss that keeps falling while the test loss turns up. I would
# first take larger or more effective steps (a larger learning rate, momentum, Adam) or train for longer, and look at
# the test curves: if they improve too, the change helped; if only the training curves do, the network has started to
# memorise.

# %% [markdown]
# ## 5. Make it better
#
# The numbers that gradient descent does not learn, you have to choose: learning rate, optimizer, batch size, number
# of epochs. They are called *hyperparameters*, and experiments are how you find them. Experiments are only fun when
# they are fast, so: where did the time go? Most of it was spent not in the network but on opening, converting and
# normalising one image at a time, in every epoch again. The next cell does that once for all training images, in a
# single array operation.

# %% locked="quick_loader"
train_images = (train_set.data.unsqueeze(1) / 255 - 0.5) / 0.5
assert torch.allclose(train_images[0], train_set[0][0]), "prepared as ToTensor and Normalize would"
quick_loader = DataLoader(TensorDataset(train_images, train_set.targets), batch_size=32, shuffle=True)

# %% [markdown]
# Experiment 1: the learning rate. One epoch each from the same initial weights, everything else equal. Your own
# `train_one_epoch` does the work, on the quick loader. This takes about as long as one of the five epochs above took;
# guess the winner first.

# %% explore=true
train_loader = quick_loader
for learning_rate in (0.01, 0.1, 0.3, 1.0):
    torch.manual_seed(0)
    lenet = LeNet().to(device)
    optimizer = torch.optim.SGD(lenet.parameters(), lr=learning_rate)
    start = time.perf_counter()
    train_one_epoch()
    loss, accuracy = evaluate(test_loader)
    print(f"SGD at {learning_rate:<5} loss {loss:.3f}, accuracy {accuracy:.3f}, {time.perf_counter() - start:.1f} s")

# %% [markdown]
# Too small, and nothing happens within an epoch; too large, and every step jumps over the valley. (A loss of `nan`
# means that the weights have left the world of finite numbers altogether.)
#
# Experiment 2: other rules for a step. *Momentum* keeps a share of the previous step, so that small steps in the same
# direction add up. *Adam* divides each weight's step by the typical size of its own gradient, so that layers with
# tiny gradients move too: just what the flat beginning of your curves calls for. Change the list and try your own.

# %% explore=true
for name, make_optimizer in {
    "SGD at 0.01, momentum 0.9": lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9),
    "Adam at 0.001": lambda parameters: torch.optim.Adam(parameters, lr=0.001),
    "Adam at 0.01": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
}.items():
    torch.manual_seed(0)
    lenet = LeNet().to(device)
    optimizer = make_optimizer(lenet.parameters())
    train_one_epoch()
    loss, accuracy = evaluate(test_loader)
    print(f"{name:26} loss {loss:.3f}, accuracy {accuracy:.3f}")

# %% [markdown]
# ### Exercise `tuned_lenet`
#
# Train a network of your own choice of hyperparameters: any number of epochs, any optimizer, any batch size. Leave it
# in the variable `tuned_lenet`. It must be an instance of your class `LeNet`, trained on training images only, and
# name at least **{percent.tuned_lenet} %** of the test images correctly. The cell has {seconds.tuned_lenet} seconds
# when it is graded; a good choice needs about two. Start from a fresh network, and let the cell stand on its own: cells
# for looking around, like the experiments above, are not run when grading, nor is the cell of `training_history`.
#
# The accuracy on the test set is what the class leaderboard ranks. How far can you go in {seconds.tuned_lenet} seconds?
#
# <details><summary>Hint: where to start</summary>
# The best line of your experiments, for a few more epochs. Check that the optimizer was given the parameters of
# <i>this</i> network and not of the previous one.
# </details>

# %% exercise="tuned_lenet"
### BEGIN SOLUTION
torch.manual_seed(1)
tuned_lenet = LeNet().to(device)
tuned_optimizer = torch.optim.Adam(tuned_lenet.parameters(), lr=0.005)
tuned_loader = DataLoader(quick_loader.dataset, batch_size=64, shuffle=True)
for _ in range(2):
    for images, labels in tuned_loader:
        tuned_optimizer.zero_grad()
        criterion(tuned_lenet(images.to(device)), labels.to(device)).backward()
        tuned_optimizer.step()
### END SOLUTION

# %% [markdown]
# The last rule: look at what the network gets wrong. Here are the sixteen test images with the largest loss, the worst
# first: the network is wrong there, and often sure of it. Would you have known better? Is it always the network
# that is wrong, or sometimes the label?

# %% explore=true
lenet = tuned_lenet
print("loss {:.3f}, accuracy {:.3f}".format(*evaluate(test_loader)))
test_images = torch.stack([image for image, _ in test_set])
with torch.no_grad():
    logits = tuned_lenet(test_images.to(device)).cpu()
probabilities = F.softmax(logits, dim=1)
losses = F.cross_entropy(logits, test_set.targets, reduction="none")
figure, axes = plt.subplots(2, 8, figsize=(9, 3), layout="constrained")
for ax, index in zip(axes.flat, losses.argsort(descending=True).tolist(), strict=False):
    ax.imshow(test_images[index, 0], cmap="gray_r")
    share, found = probabilities[index].max(dim=0)
    ax.set_title(f"label {test_set.targets[index]}\nfound {found} ({share:.0%})", fontsize=8)
    ax.axis("off")
plt.show()

# %% [markdown]
# That was a whole project in one notebook. What comes next? On all 60,000 images the same network reaches 98 to 99 %:
# delete the folder `data/MNIST`, run the notebook again, and torchvision downloads them. Mind the time estimate.
#
# **How much of this is LeNet-5?** The idea and the order of the layers. The network of 1998 took images of 32×32, had
# 5×5 windows, averaged where we take the largest value, used a scaled tanh instead of ReLU, and compared its last layer
# with ten drawn patterns instead of using cross entropy. The next step in the same direction was
# [AlexNet](https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks) in 2012.
#
# **To read on:** [CS231n on convolutional networks](https://cs231n.github.io/convolutional-networks/); PyTorch's own
# tutorial on [`nn.Module` and its surroundings](https://docs.pytorch.org/tutorials/beginner/nn_tutorial.html); Andrej
# Karpathy's [recipe for training networks](https://karpathy.github.io/2019/04/25/recipe/), which is full of sanity
# checks.
