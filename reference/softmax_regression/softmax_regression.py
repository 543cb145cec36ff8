# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Softmax regression: a first model in PyTorch
#
# You will teach a computer to read handwritten digits with the smallest network that can do it: **one layer**, 7,850
# numbers, no hidden anything. It reads nine digits out of ten, and it is small enough to look inside afterwards: you
# will draw what it has learnt and recognise it.
#
# The code around this model will last longer than the model. The two functions that train and evaluate it also serve,
# unchanged, for networks a thousand times its size. So it pays to get them exactly right.
#
# **Five steps** lead from data to a model, here and nearly everywhere else:
#
# 1. **Data**: look at them, split them, cut them into batches (section 1).
# 2. **Model**: a function with numbers that can be learnt (section 2).
# 3. **Loss and optimizer**: one number that says how wrong the model is, and a rule that makes it smaller (sections 2
#    and 3).
# 4. **Training**: batch after batch, epoch after epoch (sections 3 and 5).
# 5. **Evaluation**: on images that took no part, in numbers and curves (sections 4, 6 and 7).
#
# **You need** Python, a little NumPy or PyTorch, and the idea of a derivative. Allow two to three hours. All the
# computing together takes about a minute on a laptop; cells that take longer than a few seconds say so.
#
# **Beside this notebook** you may read [*Dive into Deep
# Learning* on softmax regression](https://d2l.ai/chapter_linear-classification/softmax-regression.html), or
# [CS231n on linear classifiers](https://cs231n.github.io/linear-classify/).

# %% [markdown]
# ## How your work is graded
#
# Nine exercises are checked by a program; two questions, marked as such, are read by a person. Together they give
# {points.total} points. Below each exercise stands a cell `check("…")`. Run it as often as you like: it says what is
# right, and where something is not, which way it is wrong; `check("…", hint=True)` asks you a question that leads on.
# The checks used for your grade are the same with other numbers in them.
#
# <details><summary>The rules in full: open them when a check surprises you</summary>
#
# * **Names and arguments** of the functions are fixed. How you write their insides is up to you: loops or vectors, your
#   earlier functions or the same lines again, `torch` or NumPy, helper functions in the same cell.
# * **Keep each exercise in its own cell.** What that cell leaves behind is judged, each exercise for itself: a mistake
#   in one does not cost you the points of the next, and a cell that fails costs only its own.
# * **A number is a Python or NumPy number**, not a tensor (`loss.item()` makes one of the other). Do not round results.
# * **The inputs are not the ones you see here.** Functions are called with other weights, other images, batches of
#   other sizes, *whose last one is short*, and models that behave differently in train and eval mode. No check depends
#   on random numbers that you draw, and none wants a particular accuracy except the last.
# * **Training functions are called twice** on a model without gradients, to see what the first call leaves behind. You
#   may clear gradients before `backward` or after the step.
# * **Evaluating** must not change the model: no parameter, no buffer, no gradient. Whether the model is in train or
#   eval mode *afterwards* does not matter.
# * **Figures** are returned (`return fig`), or left open. Titles, colours and words are yours, but axis labels must
#   be there, and curves that share axes need legend entries that say *train* or *validation* (or *test*).
# * **A trained model** is judged by the test images that it identifies, whatever you trained it with. It must have
#   learnt from the training set.
# </details>

# %% locked="setup"
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from autograder import check

torch.manual_seed(0)
torch.set_num_threads(1)  # a network this small gains nothing from a second core

train_set = MNIST(root="../data", train=True, download=True, transform=ToTensor())
test_set = MNIST(root="../data", train=False, download=True, transform=ToTensor())
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=64)

# %% [markdown]
# ## 1. Look before you train
#
# A model learns whatever is in its data, and that includes what should not be there: swapped labels, black frames,
# pixels from 0 to 255 where you expected 0 to 1. None of this raises an error. So the first thing to do with data is
# to look at it, with your eyes and in numbers.
#
# MNIST holds grey images of single digits, 28 pixels high and 28 wide. A data set of torchvision works like a list of
# pairs: `train_set[0]` is `(image, label)`. `ToTensor` has made each image a tensor of shape `(channels, height,
# width)` with values between 0 (paper) and 1 (ink).

# %% explore=true
figure, axes = plt.subplots(3, 10, figsize=(10, 3.6))
for ax, (image, label) in zip(axes.flat, train_set, strict=False):
    ax.imshow(image[0], cmap="gray_r")
    ax.set_title(label, fontsize=10)
    ax.axis("off")
figure.suptitle("The first thirty training images and their labels")
plt.show()

# %% [markdown]
# Could you read all of them? Where you hesitate, the network will too.
#
# ### Exercise `dataset_facts`
#
# Write down in numbers what every report about a model should begin with. `dataset_facts(train, test)` takes two data
# sets and returns a dict with six entries:
#
# | key | value |
# |---|---|
# | `"train"`, `"test"` | how many images each set has |
# | `"shape"` | the shape of **one** image, as a tuple: `(1, 28, 28)` |
# | `"first_ten"` | a list with the labels of the first ten **training** images |
# | `"min"`, `"max"` | the smallest and largest value in the **first training image** |
#
# Compute all of it from the arguments: they need not be the whole of MNIST.
#
# <details><summary>Hint: where things are</summary>
#
# `len(dataset)` counts. `image, label = train[0]` gives the first pair; `image.shape`, `image.min()` do what they say.
# All labels at once are in `train.targets`, a tensor: `.tolist()` makes Python numbers of it.
# </details>
#
# <details><summary>Hint: why not <code>train.data</code>?</summary>
#
# `train.data` holds the raw bytes as they come from the file, whole numbers from 0 to 255 without a channel. What the
# network will see is what the transform makes of them, and that is what `train[0]` gives.
# </details>


# %% exercise="dataset_facts"
def dataset_facts(train, test):
    """Sizes of the sets, shape and range of the first training image, the first ten training labels, as a dict."""
    ### BEGIN SOLUTION
    image, _ = train[0]
    return {
        "train": len(train),
        "test": len(test),
        "shape": tuple(image.shape),
        "first_ten": train.targets[:10].tolist(),
        "min": image.min().item(),
        "max": image.max().item(),
    }
    ### END SOLUTION


# %% explore=true
dataset_facts(train_set, test_set)

# %% [markdown]
# One more look, this time with a purpose: the mean of all images of a digit. Keep these ten blurs in mind. A model that
# is linear in the pixels can do little more than compare an image with ten templates, and in section 7 you will see
# which templates it chose.

# %% explore=true
figure, axes = plt.subplots(1, 10, figsize=(10, 1.5))
for digit, ax in enumerate(axes):
    mean_image = train_set.data[train_set.targets == digit].float().mean(dim=0)
    ax.imshow(mean_image, cmap="gray_r")
    ax.set_title(f"mean {digit}", fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 2. From pixels to probabilities
#
# ![An image becomes ten scores, ten probabilities and one loss](softmax.svg)
#
# **Scores.** Write the 784 pixels of an image one after another into a vector $\mathbf{x}$. For each digit $k$ the
# model keeps one weight a pixel and one bias, and adds up the evidence:
#
# $$z_k = \sum_{j=1}^{784} W_{kj}\, x_j + b_k, \quad k = 0, \dots, 9, \qquad\text{in short}\quad
# \mathbf{z} = W\mathbf{x} + \mathbf{b}.$$
#
# A positive $W_{kj}$ says: ink at pixel $j$ speaks for digit $k$; a negative one: against it. That makes
# $10 \cdot 784 + 10 = 7850$ numbers to learn.
#
# **Probabilities.** Scores can be anything: negative, huge, all alike. To say "I am 60 % sure" we need ten positive
# numbers with sum 1. *Softmax* makes them in two steps, first positive, then sharing out:
#
# $$p_k = \frac{e^{z_k}}{\sum_{i} e^{z_i}}.$$
#
# Why the exponential, when squares would be positive too? It keeps the order of the scores, it turns *differences* of
# scores into *ratios* of probabilities, $p_k / p_i = e^{z_k - z_i}$, so that a score one higher makes a digit 2.7 times
# as probable, and adding the same number to all scores changes nothing.
#
# **Loss.** The image shows some digit $y$, so all that we want is a large $p_y$. For several images, independent
# of one another, the probability of getting *all* of them right is a product, and the logarithm turns it into a sum:
# maximising the product is minimising
#
# $$L = -\frac{1}{N} \sum_{n=1}^{N} \log p^{(n)}_{y_n},$$
#
# the **negative log-likelihood** (NLL). The curve on the right of the picture shows what it does: to be sure
# and right costs nothing; to be sure and wrong costs without limit. A model that knows nothing and says
# $\tfrac{1}{10}$ for everything pays $\log 10 \approx 2.303$ an image. Remember this number: it is where every training
# should start.
#
# **Its slope** is the reason why softmax and NLL are always seen together. All exponentials cancel, and what remains is
#
# $$\frac{\partial L}{\partial z_k} = p_k - [k = y] \qquad\text{(for one image)},$$
#
# the probability that was given minus the one that would have been right. The more wrong, the larger the correction.
#
# **Why the logarithm belongs inside the model.** On a computer $e^{1000}$ is infinite and $\log 0$ too. Softmax
# first and the logarithm afterwards therefore breaks down for large scores. Written in one piece it does not:
#
# $$\log p_k = z_k - \log \sum_i e^{z_i} = (z_k - m) - \log \sum_i e^{z_i - m}, \qquad m = \max_i z_i.$$
#
# PyTorch's `LogSoftmax` computes it this way. Hence the division of labour: **the net returns
# log-probabilities, and `nn.NLLLoss` picks the one of the right digit, changes its sign and takes the mean.**

# %% explore=true
scores = torch.tensor([[1000.0, 999.0, 0.0]])
print("softmax, then log:", torch.log(torch.softmax(scores, dim=1)))
print("by hand:          ", torch.log(torch.exp(scores) / torch.exp(scores).sum()))
print("log_softmax:      ", torch.log_softmax(scores, dim=1))

# %% [markdown]
# ### Exercise `make_net`
#
# `make_net()` returns a **new** net: an `nn.Sequential` of three layers that flattens each image into 784 numbers,
# computes ten scores, and turns them into log-probabilities **over the classes**.
#
# The images arrive in batches of shape `(N, 1, 28, 28)`; the output has shape `(N, 10)`. Each *row* is one image, so
# each row must hold ten log-probabilities whose exponentials sum to 1, whatever the other images in the batch are.
#
# <details><summary>Hint: which layers?</summary>
#
# `nn.Flatten()` keeps the first dimension and makes one of all the others. `nn.Linear(inputs, outputs)` is
# $W\mathbf{x} + \mathbf{b}$.
# </details>
#
# <details><summary>Hint: which dimension?</summary>
#
# In a tensor of shape `(N, 10)` dimension 0 counts images and dimension 1 counts classes. `dim` names the dimension
# over which the probabilities should sum to 1.
# </details>


# %% exercise="make_net"
def make_net():
    """A new softmax regression: (N, 1, 28, 28) images to (N, 10) log-probabilities."""
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 10),
        nn.LogSoftmax(dim=1),
    )
    ### END SOLUTION


# %% [markdown]
# Does an untrained net pay $\log 10$? Nearly: its first weights are small random numbers, so its probabilities are
# nearly equal. A first loss far from 2.3 would mean that something is wrong before training has even begun. Checks like
# this cost a line and save an evening.

# %% explore=true
images, labels = next(iter(train_loader))
untrained_outputs = make_net()(images)
print("shape of the output:    ", tuple(untrained_outputs.shape))
print("sum of each row's p:    ", untrained_outputs.exp().sum(dim=1)[:4].tolist())
print("loss before training:   ", nn.NLLLoss()(untrained_outputs, labels).item())

# %% [markdown]
# Now look at **one** image. Its ten log-probabilities become probabilities by the exponential. An untrained net is
# undecided. After the training you will look at the same image again.


# %% explore=true
def show_probabilities(net, image, label):
    """Print the ten probabilities that `net` gives for one image (1, 28, 28), a bar for each."""
    with torch.no_grad():
        probabilities = net(image.unsqueeze(0)).exp().squeeze(0)
    for digit, p in enumerate(probabilities.tolist()):
        print(f"{digit}  {p:.4f}  {'█' * round(40 * p)}{'  <- the label' if digit == label else ''}")
    print(f"sum {probabilities.sum():.4f}, loss of this image {-probabilities[label].log():.4f}")


show_probabilities(make_net(), *train_set[0])

# %% [markdown]
# ## 3. One epoch of training
#
# The loss is a landscape over 7,850 coordinates. Its gradient points uphill, so we take a step the other way, $W
# \leftarrow W - \eta\, \partial L / \partial W$. The *learning rate* $\eta$ is the length of the stride. Three thoughts
# turn this into the loop that trains nearly every network there is:
#
# 1. **Batches.** The gradient over all images is exact and expensive; over 64 images it is a good guess for a sixtieth
#    of the price. Sixty rough steps lead further than one exact step. One pass over all batches is an **epoch**.
# 2. **Whose gradient is it?** `loss.backward()` *adds* the gradient of this batch to whatever is in `p.grad`. That is
#    useful elsewhere; here it means that gradients must be cleared for each batch, or the step repeats all earlier
#    ones.
# 3. **Optimizers.** `optimizer.step()` reads `p.grad` and changes `p`. Plain descent is `torch.optim.SGD`. **Adam**
#    also keeps two running means for every weight, of its gradient and of its square, and divides one by the root of
#    the other: each weight gets a stride of its own. These means are *memory*. An optimizer that is made anew forgets
#    them.
#
# In code, each batch takes **five steps**:
#
# 1. **forward**: put the images through the net;
# 2. **loss**: compare the outputs with the labels;
# 3. **clear**: forget the gradients of the batch before;
# 4. **backward**: compute the gradient of the loss for every weight;
# 5. **step**: let the optimizer move the weights.
#
# **What you get if you say nothing.** The loss and the optimizer have settings, and their defaults matter:
#
# | call | default | meaning |
# |---|---|---|
# | `nn.NLLLoss()` | `reduction="mean"` | the mean over the batch, not the sum |
# | | `weight=None` | every class counts the same |
# | `torch.optim.Adam(…)` | `lr=0.001` | about the length of a step; **this lesson uses 0.01** |
# | | `betas=(0.9, 0.999)` | the two running means reach back over about 10 and 1,000 steps |
# | | `eps=1e-08` | added to the divisor, so that it is never zero |
# | | `weight_decay=0` | no pull of the weights towards zero |
#
# All of them are in PyTorch's pages on [`NLLLoss`](https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html)
# and [`Adam`](https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html). A cell below prints
# them.
#
# **What to report.** While the epoch runs, the outputs are there anyway, so we add up the loss and the number of
# right answers as we go. The figures describe the net *as it was for each batch*, before that batch's step.
#
# Mind the mean. `loss_fn` returns the mean over a batch, and the last batch is short: 4,000 images make 62 batches of
# 64 and one of 32. The mean of 63 batch means would give each image of the last batch twice the weight of any other.
# Suppose two batches: one of 8 images with mean loss 1.0, one of 2 images with mean loss 6.0. The mean of the means is
# 3.5; the mean loss of the ten images is $(8 \cdot 1.0 + 2 \cdot 6.0)/10 = 2.0$. That is **the mean loss per image**:
# weigh each batch by its size, then divide by the number of images.
#
# ### Exercise `train_epoch`
#
# `train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss())` trains `net` for one pass over
# `dataloader` and returns `(mean loss per image, accuracy)`, two floats; accuracy is the *share* of images whose
# largest output is the right one, as the net was while it trained.
#
# * When no optimizer is given, it makes Adam with learning rate `lr`. A given optimizer knows its own rate.
# * It puts the net into train mode first: some layers (dropout, batch normalisation) work differently there, and the
#   caller may have left the net in eval mode.
# * `loss_fn(outputs, labels)` returns the mean over the batch. Use the one that you are given.
#
# <details><summary>Why <code>optimizer=None</code> and not <code>optimizer=Adam(…)</code> in the signature?</summary>
#
# A default value is made **once**, when the `def` is executed, and then shared by all calls. At that moment there is no
# `net` whose parameters an optimizer could hold, and one made for the first net would move only the first net, however
# often you call it with others. `None` says "make one inside". (`nn.NLLLoss()` may be shared: it remembers nothing.)
# </details>
#
# <details><summary>Hint: the order of things</summary>
#
# For each batch: outputs, loss, clear the gradients, `backward`, `step`. Clearing may come anywhere but between
# `backward` and `step`.
# </details>
#
# <details><summary>Hint: adding up</summary>
#
# `loss.item()` is the batch's mean as a Python number, `len(labels)` its number of images. The right answers of a
# batch: `(outputs.argmax(dim=1) == labels).sum().item()`. Summing `loss` itself, without `.item()`, would keep the
# graph of every batch in memory.
# </details>


# %% exercise="train_epoch"
def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
    """Train `net` for one pass over `dataloader`; returns (mean loss per image, accuracy) as it trained, two floats."""
    ### BEGIN SOLUTION
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    net.train()
    total_loss, correct, count = 0.0, 0, 0
    for images, labels in dataloader:
        outputs = net(images)
        loss = loss_fn(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(labels)
        correct += (outputs.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total_loss / count, correct / count
    ### END SOLUTION


# %% explore=true
defaults = torch.optim.Adam(make_net().parameters()).defaults
print("Adam:   ", {name: defaults[name] for name in ("lr", "betas", "eps", "weight_decay", "amsgrad")})
print("NLLLoss:", {"reduction": nn.NLLLoss().reduction, "weight": nn.NLLLoss().weight})

# %% [markdown]
# Two epochs of a throw-away net. The loss should fall well below 2.3. (About two seconds.)

# %% explore=true
trial_net = make_net()
for _ in range(2):
    loss, accuracy = train_epoch(trial_net, train_loader)
    print(f"loss {loss:.3f}, accuracy {accuracy:.3f}")

# %% [markdown]
# ## 4. Evaluating on images it has never seen
#
# A net can learn its training images by heart, so its figures on them say little about the next letter in the post.
# What counts are images that took no part in training: the **test set**, here also used for *validation* after each
# epoch.
#
# Evaluating is training without the learning: the same sums, but no gradients, no steps, and **eval mode**. Three ways
# to get it subtly wrong:
#
# * Without `net.eval()` dropout keeps dropping and batch normalisation keeps *adapting to the test images*.
# * Without `torch.no_grad()` PyTorch builds the graph for a `backward` that never comes: twice the memory, for nothing.
# * A function that happens to use the notebook's `test_loader` instead of its argument gives plausible figures,
#   of the wrong data.
#
# ### Exercise `validate`
#
# `validate(net, dataloader, loss_fn=nn.NLLLoss())` returns `(mean loss per image, accuracy)` over all batches, two
# floats, and leaves every parameter, buffer and gradient of `net` as it was.
#
# <details><summary>Hint</summary>
#
# `with torch.no_grad():` around the loop, `net.eval()` before it. What you add up is the same as in `train_epoch`.
# </details>


# %% exercise="validate"
def validate(net, dataloader, loss_fn=nn.NLLLoss()):
    """(mean loss per image, accuracy) of `net` over `dataloader`, two floats; changes nothing in the net."""
    ### BEGIN SOLUTION
    net.eval()
    total_loss, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in dataloader:
            outputs = net(images)
            total_loss += loss_fn(outputs, labels).item() * len(labels)
            correct += (outputs.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return total_loss / count, correct / count
    ### END SOLUTION


# %% explore=true
loss, accuracy = validate(trial_net, test_loader)
print(f"the throw-away net on test images: loss {loss:.3f}, accuracy {accuracy:.3f}")

# %% [markdown]
# ## 5. Many epochs, one history
#
# Training is epochs in a row, and after each of them one look at the test set. Keep every figure: the *course* of the
# curves tells what the last number hides.
#
# ### Exercise `train`
#
# `train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss())` trains `net` **in
# place** and returns its history:
#
# ```python
# {"train_loss": […], "train_acc": […], "val_loss": […], "val_acc": […]}   # lists of floats, one entry an epoch
# ```
#
# * `train_loss`, `train_acc` are the figures of the epoch **as it trained**; `val_loss`, `val_acc` are measured on
#   `test_loader` **after** it.
# * **One optimizer serves the whole run**: the given one, or else one Adam at `lr`. (What would happen to Adam's memory
#   otherwise?)
# * `loss_fn` is used for training and for validation.
#
# You may call `train_epoch` and `validate`, or write the loops again. A mistake in one of those two does not count
# again here: for these checks right ones take their places.
#
# <details><summary>Hint: handing things on</summary>
#
# `train_epoch` makes an Adam for every call that brings no optimizer. So make one before the loop over epochs, and hand
# it in: `train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)`.
# </details>
#
# <details><summary>Hint: starting the history</summary>
#
# Make the dict inside the function. Made outside, or as a default argument, it would go on growing with the next run.
# </details>


# %% exercise="train"
def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
    """Train `net` in place; returns {"train_loss", "train_acc", "val_loss", "val_acc"}, one float an epoch in each."""
    ### BEGIN SOLUTION
    if optimizer is None:
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    history = {"train_loss": [], "train_acc": [], "val_loss": [], "val_acc": []}
    for _ in range(epochs):
        train_loss, train_acc = train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn)
        val_loss, val_acc = validate(net, test_loader, loss_fn=loss_fn)
        history["train_loss"].append(train_loss)
        history["train_acc"].append(train_acc)
        history["val_loss"].append(val_loss)
        history["val_acc"].append(val_acc)
    return history
    ### END SOLUTION


# %% [markdown]
# ### Exercise `trained_net`
#
# Train a net of yours and call it `trained_net`. It is judged by one number, the share of the 1,000 test images that it
# identifies in eval mode: **{percent.trained_net} %** are enough. Epochs, learning rate and optimizer are your choice;
# one layer on 4,000 images ends near 90 %. Keep the history under the name `history`, for the plots below.
#
# (An epoch takes about a second, nearly all of it spent on turning pictures into tensors; five are plenty. The cell may
# take {seconds.trained_net} seconds.)
#
# <details><summary>Hint: a trap</summary>
#
# `train` returns the *history*. The net is the one that you handed in.
# </details>

# %% exercise="trained_net"
### BEGIN SOLUTION
torch.manual_seed(1)
trained_net = make_net()
history = train(trained_net, train_loader, test_loader, lr=0.005, epochs=5)
### END SOLUTION

# %% [markdown]
# The image from before, once more. How sure is the net now? Try other images: `train_set[1]`, `test_set[0]`.

# %% explore=true
show_probabilities(trained_net, *train_set[0])

# %% [markdown]
# ## 6. Reading curves
#
# Numbers in a list hide their shape, so draw them. Losses and accuracies have different units and belong on **different
# axes**; training and validation of the same quantity belong on the **same** axes, since the *gap* between them is what
# you look for.
#
# ### Exercise `plot_history`
#
# `plot_history(hist)` draws a history as `train` returns it and returns the figure: accuracies on one pair of axes,
# losses on another; training against validation, over epochs counted from 0 or 1; a legend that tells them apart;
# labels on all axes.
#
# <details><summary>Hint</summary>
#
# `figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))`, then `left.plot(…, label="training")`,
# `left.legend()`, `left.set_xlabel("epoch")`. A curve of one epoch is invisible without a marker: `marker="o"`.
# </details>


# %% exercise="plot_history"
def plot_history(hist):
    """A figure of the history `hist`: accuracies and losses on axes of their own, training against validation."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots(1, 2, figsize=(10, 4))
    for ax, kind, name in zip(axes, ("acc", "loss"), ("accuracy", "mean loss per image"), strict=True):
        epochs = range(1, len(hist["train_" + kind]) + 1)
        ax.plot(epochs, hist["train_" + kind], marker="o", label="training")
        ax.plot(epochs, hist["val_" + kind], marker="s", label="validation")
        ax.set_xlabel("epoch")
        ax.set_ylabel(name)
        ax.legend()
    return figure
    ### END SOLUTION


# %% explore=true
plot_history(history)
plt.show()

# %% [markdown]
# Now make it go wrong on purpose. The same net gets only **200** training images and 60 epochs to learn them by heart.
# (About five seconds. The images are turned into tensors beforehand, once instead of in every epoch: see section 9.)

# %% explore=true
few_images = TensorDataset(train_set.data[:200].unsqueeze(1) / 255, train_set.targets[:200])
all_tests = TensorDataset(test_set.data.unsqueeze(1) / 255, test_set.targets)
few_loader = DataLoader(few_images, batch_size=64, shuffle=True)
torch.manual_seed(2)
few_history = train(make_net(), few_loader, DataLoader(all_tests, batch_size=64), epochs=60)
plot_history(few_history)
plt.show()

# %% [markdown]
# ### Question `q_overfitting`
#
# Read the last two pictures, the net trained on all images and the one trained on 200. (a) What do the two training
# curves and the two validation curves of the second net do, and from which epoch on does longer training stop helping?
# (b) At the very beginning the validation accuracy can lie *above* the training accuracy. How is that possible, when
# the net has never seen the test images? Think of *when* the two figures are taken. (c) Validation loss can rise while
# validation accuracy stays where it is. What has happened to the net's probabilities? Five to eight sentences.

# %% [markdown] written="q_overfitting"
# (a) With 200 images the training accuracy reaches 100 % within about twenty epochs and the training loss keeps falling
# towards 0, whereas the validation accuracy stays near 80 % and the validation loss stops falling at about 0.65 and
# then creeps up. From about the twentieth epoch on, longer training only improves what the net says about images that
# it already knows: it overfits. With all 4,000 images the gap is small after five epochs, some 2 to 3 points of
# accuracy.
#
# (b) The training figures are taken while the epoch runs, each batch before its step, so the first epoch's figure
# averages over a net that at first knew nothing. The validation figure is taken after the epoch, with the better net.
#
# (c) The loss looks at the probability of the right digit, the accuracy only at which is largest. As the weights keep
# growing the net becomes surer of everything, also of its errors, and to be sure and wrong is what the loss punishes
# most. The decisions, and with them the accuracy, hardly change.

# %% [markdown]
# ## 7. What has it learnt?
#
# Row $k$ of the weight matrix holds one number for each pixel. So it is an image, the only thing in this model that
# decides about digit $k$, and it can be looked at: large values where ink speaks *for* $k$, low ones where it speaks
# against.
#
# ### Exercise `plot_weights`
#
# `plot_weights(net)` takes a net as your `make_net` builds it and returns a figure with ten pictures, each 28 × 28 and
# in its own axes; picture $i$ is row $i$ of the weight matrix. Colours and scaling are yours. The net must stay as it
# is.
#
# <details><summary>Hint: getting at the weights</summary>
#
# A `Sequential` can be indexed: `net[1]` is its second layer, `net[1].weight` a parameter of shape `(10, 784)`. For
# drawing, `.detach()` takes it out of the graph. Each row of 784 was 28 rows of 28 pixels before `Flatten`:
# `.reshape(28, 28)` undoes it.
# </details>
#
# <details><summary>Hint: colours</summary>
#
# Weights are positive and negative, so a colour map with a neutral middle reads best: `cmap="RdBu"` with `vmin=-limit,
# vmax=limit`.
# </details>


# %% exercise="plot_weights"
def plot_weights(net):
    """A figure of ten 28x28 pictures: picture i is row i of the weight matrix of `net`."""
    ### BEGIN SOLUTION
    weights = net[1].weight.detach()
    limit = weights.abs().max().item()
    figure, axes = plt.subplots(2, 5, figsize=(10, 4.5))
    for digit, ax in enumerate(axes.flat):
        ax.imshow(weights[digit].reshape(28, 28), cmap="RdBu", vmin=-limit, vmax=limit)
        ax.set_title(f"for a {digit}")
        ax.axis("off")
    return figure
    ### END SOLUTION


# %% explore=true
plot_weights(trained_net)
plt.show()

# %% [markdown]
# Compare with the mean images of section 1. The hole of the 0 is the clearest: ink in the middle of the picture speaks
# *strongly* against a 0, which the mean image does not say. A template does not show what a digit looks like but what
# tells it from the other nine. The border is noise left over from the first random weights: pixels that are never inked
# have no gradient, so nothing ever moved them.
#
# And where does it fail? Here are test images that it gets wrong, with what it thought.

# %% explore=true
test_images, test_labels = all_tests.tensors
with torch.no_grad():
    probabilities = trained_net(test_images).exp()
guesses = probabilities.argmax(dim=1)
wrong = (guesses != test_labels).nonzero().flatten()[:10]
figure, axes = plt.subplots(1, 10, figsize=(12, 2))
for ax, index in zip(axes, wrong, strict=False):
    ax.imshow(test_images[index, 0], cmap="gray_r")
    ax.set_title(f"{guesses[index]} ({probabilities[index].max():.0%})\nis a {test_labels[index]}", fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 8. Keeping it
#
# A trained net is the result of work; it should outlive the notebook. `net.state_dict()` is a dict from layer names to
# tensors, and that is what belongs in a file. Saving the *object* instead (`torch.save(net)`) writes a pickle: a little
# program that is executed when the file is opened, and that breaks as soon as a class is renamed. Nobody should open
# such a file from a stranger, and with `weights_only=True` PyTorch refuses to.
#
# ### Exercise `save_model`
#
# `save_model(net, path)` writes the `state_dict` of `net` to `path`, a string or a `pathlib.Path`, so that
# `torch.load(path, weights_only=True)` gives a new net the same predictions.
#
# <details><summary>Hint</summary>
#
# One line: `torch.save(what, path)`.
# </details>


# %% exercise="save_model"
def save_model(net, path):
    """Write the `state_dict` of `net` to the file `path`."""
    ### BEGIN SOLUTION
    torch.save(net.state_dict(), path)
    ### END SOLUTION


# %% explore=true
save_model(trained_net, "softmax_regression.pt")
restored_net = make_net()
restored_net.load_state_dict(torch.load("softmax_regression.pt", weights_only=True))
for name, net in (("saved net", trained_net), ("restored net", restored_net)):
    loss, accuracy = validate(net, test_loader)
    print(f"{name}: loss {loss:.4f}, accuracy {accuracy:.3f}")

# %% [markdown]
# ## 9. Experiments
#
# Now the knobs. Before an experiment, write down what you expect: a surprise teaches only somebody who expected
# something else.
#
# An epoch on `train_loader` takes about a second although the arithmetic takes a tenth of that. The rest goes into
# opening each image and transforming it, again in every epoch. For experiments it pays to do that once.

# %% explore=true
train_images = torch.stack([image for image, _ in train_set])
quick_train = DataLoader(TensorDataset(train_images, train_set.targets), batch_size=64, shuffle=True)
quick_test = DataLoader(all_tests, batch_size=250)

# %% [markdown]
# **Learning rate.** Five rates over four powers of ten, eight epochs each. (About eight seconds.)

# %% explore=true
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
for rate in (0.0001, 0.001, 0.01, 0.1, 1.0):
    torch.manual_seed(3)
    rate_history = train(make_net(), quick_train, quick_test, lr=rate, epochs=8)
    left.plot(rate_history["train_loss"], marker="o", label=f"lr = {rate:g}")
    right.plot(rate_history["val_acc"], marker="o", label=f"lr = {rate:g}")
left.set(xlabel="epoch", ylabel="training loss", yscale="log")
right.set(xlabel="epoch", ylabel="validation accuracy")
right.legend()
plt.show()

# %% [markdown]
# ### Question `q_learning_rate`
#
# (a) Describe what a rate that is too small does to the curves, and one that is too large; which rate would you use
# here, and on which of the two pictures do you base that? (b) A rate of 1.0 reaches a fair accuracy while its loss
# stays far above $\log 10$, worse than knowing nothing. How do these two go together? (c) You have found the best rate
# for Adam. Would you use the same number for `SGD`? Try it in the next cell before you answer. Five to eight sentences.

# %% [markdown] written="q_learning_rate"
# (a) With 0.0001 both curves are smooth but slow: after eight epochs the loss is still falling and the accuracy has not
# arrived. With 0.1 and 1.0 every step overshoots: the loss stays large (at 0.1 it even rises once), and the accuracy
# goes up and down by some points from epoch to epoch. I would take 0.01 (0.001 with more epochs ends in the same
# place), because its *validation* accuracy is the best after eight epochs; the training loss alone would only tell how
# well the net fits images it knows.
#
# (b) The accuracy depends only on which of the ten scores is largest. Steps of length 1 make weights and scores huge,
# so the net is almost certain of everything; most of its answers are right, but each wrong one costs as much as the
# difference of the scores, often tens, and the mean is dominated by those.
#
# (c) No. Adam divides each gradient by its usual size, so its rate is about the length of a step for each weight
# whatever the gradient. SGD multiplies the gradient itself, which is small here, so 0.01 is slow for it; about 0.5 does
# nearly as well as Adam at 0.01.

# %% [markdown]
# **Optimizer and batch size.** `train` takes any optimizer, and any loader. Change one thing at a time. (About six
# seconds.)

# %% explore=true
for rate in (0.01, 0.1, 0.5):
    torch.manual_seed(3)
    sgd_net = make_net()
    sgd = torch.optim.SGD(sgd_net.parameters(), lr=rate)
    last = {name: values[-1] for name, values in train(sgd_net, quick_train, quick_test, sgd, epochs=5).items()}
    print(f"SGD at {rate:<4g}: training loss {last['train_loss']:.3f}, validation accuracy {last['val_acc']:.3f}")

for batch_size in (8, 64, 512):
    torch.manual_seed(3)
    sized_loader = DataLoader(quick_train.dataset, batch_size=batch_size, shuffle=True)
    last = {name: values[-1] for name, values in train(make_net(), sized_loader, quick_test, epochs=5).items()}
    print(
        f"batches of {batch_size:>3}: training loss {last['train_loss']:.3f}, validation accuracy {last['val_acc']:.3f}"
    )

# %% [markdown]
# **Other pictures: Fashion-MNIST.** These are grey images of clothes in the same shape, 28 × 28, in ten classes. Your
# functions need not change at all. Guess first: will one layer do as well as on digits? Which pairs of classes will it
# confuse? (About two seconds.)

# %% explore=true
from torchvision.datasets import FashionMNIST


def in_memory(dataset, batch_size, shuffle=False):
    """A loader of a whole torchvision set whose images are tensors beforehand."""
    pairs = TensorDataset(dataset.data.unsqueeze(1) / 255, dataset.targets)
    return DataLoader(pairs, batch_size=batch_size, shuffle=shuffle)


fashion_train = FashionMNIST(root="../data", train=True, download=True, transform=ToTensor())
fashion_test = FashionMNIST(root="../data", train=False, download=True, transform=ToTensor())
torch.manual_seed(3)
fashion_net = make_net()
fashion_loader = in_memory(fashion_test, 250)
quick_fashion = in_memory(fashion_train, 64, shuffle=True)
plot_history(train(fashion_net, quick_fashion, fashion_loader, lr=0.005, epochs=8))
plt.show()
figure = plot_weights(fashion_net)
for ax, name in zip(figure.axes, fashion_train.classes, strict=False):
    ax.set_title(name)
plt.show()

confusions = torch.zeros(10, 10, dtype=torch.int64)
with torch.no_grad():
    for images, labels in fashion_loader:
        confusions.index_put_((labels, fashion_net(images).argmax(dim=1)), torch.tensor(1), accumulate=True)
confusions.fill_diagonal_(0)
for place in confusions.flatten().argsort(descending=True)[:5].tolist():
    truth, answer = divmod(place, 10)
    names = fashion_train.classes[truth], fashion_train.classes[answer]
    print(f"{names[0]:12} taken for {names[1]:12} {confusions[truth, answer]:3} times")

# %% [markdown]
# A digit is a line; a shirt is an area with details. A template of ink and paper tells trousers from boots, but not a
# shirt from a pullover. A network with convolutions does better: that is another lesson.
#
# **More to try**, if you like: train on 50, 500, 4,000 images and plot the validation accuracy over their number. Start
# from weights that are all zero: does it hurt here, and would it with a hidden layer? Give `train` the loss
# `nn.CrossEntropyLoss()`, which applies a log-softmax itself, and find out why it makes no difference that it is
# applied twice.
#
# ## What to take along
#
# * Look at data, and know the loss of a model that knows nothing.
# * Clear, backward, step; one optimizer a run; a mean per *image*.
# * Train mode to train, eval mode and no gradients to evaluate; figures from images that took no part.
# * A curve says more than its last value, and two curves more than one.
#
# **To read on:** the paper on [Adam](https://arxiv.org/abs/1412.6980), whose algorithm fits on half a page; the one on
# [Fashion-MNIST](https://arxiv.org/abs/1708.07747); and [CS231n on optimization](https://cs231n.github.io/optimization-1/).
