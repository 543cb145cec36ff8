# %% [markdown]
# # The training loop: from one batch to many epochs
#
# A neural network learns by repeating one small routine thousands of times: look at a few images, measure how wrong
# the answers are, find out which way every weight should move, move it a little. In this lesson you write that
# routine yourself, first for one batch, then for all batches, then for many epochs, and train a convolutional network
# on photographs of clothes with it.
#
# ![Six stations for every batch: take a batch, forward, loss, clear gradients, backward, step](training_loop.svg)
#
# The same in words; the numbers are those of the picture:
#
# 1. **Take a batch** of images and their labels from the training set.
# 2. **Forward**: put the images through the network. Out come its predictions.
# 3. **Loss**: compare the predictions with the labels. Out comes one number.
# 4. **Clear the gradients** of the batch before.
# 5. **Backward**: find out, for every weight, how the loss changes when the weight changes.
# 6. **Step**: move every weight a little, so that the loss gets smaller.
# 7. **Again**: steps 1 to 6 for the next batch, until every image has been seen once. That is one **epoch**. Then the
#    next epoch begins with the first batch.
#
# Every exercise below is one piece of this list.
#
# | part | what you write | points |
# |---|---|---|
# | 1. The network | `Network` | {points.Network} |
# | | `get_num_correct` | {points.get_num_correct} |
# | 2. How wrong is an answer? | `softmax` | {points.softmax} |
# | | `cross_entropy` | {points.cross_entropy} |
# | 3. Which way down? | `gradient_sum` | {points.gradient_sum} |
# | | `q_why_zero_grad` | {points.q_why_zero_grad} |
# | 4. The loop | `train_one_batch` | {points.train_one_batch} |
# | | `train_one_epoch` | {points.train_one_epoch} |
# | | `q_loss_across_batch_sizes` | {points.q_loss_across_batch_sizes} |
# | | `fit` | {points.fit} |
# | 5. A trained network | `trained_network` | {points.trained_network} |
# | 6. Experiments | nothing to hand in, much to see | |
# | | | **{points.total}** |
#
# You need about two hours. The notebook itself, solved, runs in less than a minute without a GPU. For another
# explanation of the same loop, read [deeplizard's lesson on CNN
# training](https://deeplizard.com/learn/video/0VCOG8IeVf8) or [PyTorch's
# tutorial](https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html).

# %% [markdown]
# ## How this notebook is graded
#
# Write your answers where it says `YOUR CODE HERE`. The cell `check("…")` behind an exercise tells you where you
# stand, as often as you like. The questions in words are read by a person.
#
# <details><summary>The rules in full: open them when a check surprises you</summary>
#
# - **Names and arguments** stay as they are given. *How* you solve an exercise is up to you: call your earlier
#   functions or write things out again, use PyTorch's functions or its layers, put helpers into the cell.
# - **A count is an `int`, a loss is a `float`.** NumPy numbers are fine as well. A tensor is not a number, even if it
#   has only one element: `.item()` takes the number out. Do not round; values are compared to four digits.
# - **Weights, batches and optimizers come from the check**, not from your notebook, and the last batch may be smaller
#   than the others. So your functions must work with what they are *given*. Random numbers never matter.
# - **Gradients may be cleared before `backward` or after the step**, as long as nothing is left over for the next
#   batch.
# - **Each exercise is judged by itself.** A mistake in an earlier function is not counted again in a later one, and a
#   cell that stops with an error costs only its own exercise. So define each exercise only in its own cell.
# - **A trained network is judged by its accuracy alone**: how you choose epochs, learning rate and optimizer is your
#   business, but the weights must come out of training on the training images.
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
from torchvision.datasets import FashionMNIST
from torchvision.transforms import ToTensor

from autograder import check

torch.set_num_threads(1)  # networks this small gain nothing from a second core

# %% [markdown]
# ## The data: look first
#
# Fashion-MNIST holds grey pictures of 28×28 pixels, taken from the product photos of a clothes shop, in ten classes.
# (Zalando Research published it in 2017 under the MIT licence.) Beside this notebook lie the first 5,000 training
# images; the full set has 60,000.
#
# `ToTensor` turns a picture into a tensor of shape `(1, 28, 28)`: one grey channel, the bytes 0 to 255 divided by
# 255. Done image by image, in every epoch anew, that takes longer than the training of a small network. So the cell
# below does the same division once for all images and keeps the result in memory; `train_loader` then deals out
# shuffled batches of 100.

# %% locked="data"
train_set = FashionMNIST(root="../data", train=True, download=True, transform=ToTensor())
class_names = train_set.classes

in_memory = TensorDataset(train_set.data.unsqueeze(1) / 255, train_set.targets)
train_loader = DataLoader(in_memory, batch_size=100, shuffle=True)

# %% [markdown]
# Before any training: what do the images look like, and how many are there of each class? If one class made up 90 %
# of the set, a network that always names it would reach an accuracy of 0.9 without having seen anything.

# %% explore=true
figure, axes = plt.subplots(3, 10, figsize=(12, 4.2))
for column, name in enumerate(class_names):
    examples = train_set.data[train_set.targets == column]
    for row in range(3):
        axes[row, column].imshow(examples[row], cmap="gray_r")
        axes[row, column].axis("off")
    axes[0, column].set_title(name, fontsize=9)
plt.show()

print(len(train_set), "images;", "of each class:", train_set.targets.bincount().tolist())
image, label = train_set[0]
print("one image:", tuple(image.shape), image.dtype, "label", label)
print("values from", image.min().item(), "to", image.max().item())
print("the prepared copy is the same:", torch.equal(in_memory[0][0], image))

# %% [markdown]
# Which two classes would *you* confuse most easily? Keep your guess; at the end we ask the network.
#
# ---
# ## 1. The network
#
# A linear layer looks at all pixels at once and would have to learn a shirt anew in every position. A **convolution**
# slides a small window over the image and uses the same few weights everywhere. **Pooling** then keeps only the
# strongest response in each 2×2 square: the picture gets smaller, and a shift by one pixel matters less.
#
# A 5×5 window fits $28 - 5 + 1 = 24$ times side by side into 28 pixels, and pooling halves that. So the width of the
# picture goes down from 28 to 24 (`conv1`), 12 (pooling), 8 (`conv2`) and 4 (pooling). There are 12 channels at the
# end, and $12 \cdot 4 \cdot 4 = 192$ numbers arrive at `fc1`.
#
# Between two layers stands a **ReLU**, $\max(0, x)$: without it two linear maps in a row would collapse into one. The
# last layer, `out`, gets none. Its ten numbers are called **logits**; they may be negative, and only their
# differences will matter.
#
# ### Exercise `Network`
#
# | layer | what | followed by |
# |---|---|---|
# | `conv1` | convolution, `channels` → 6, 5×5 | ReLU, 2×2 max pooling |
# | `conv2` | convolution, 6 → 12, 5×5 | ReLU, 2×2 max pooling |
# | `fc1` | linear, 192 → 120 | ReLU |
# | `fc2` | linear, 120 → 60 | ReLU |
# | `out` | linear, 60 → 10 | nothing |
#
# `channels` is 1 for grey images and would be 3 for colour: use the argument, not the number.
#
# <details><summary>Hint: which classes of PyTorch?</summary>
#
# `nn.Conv2d(in_channels, out_channels, kernel_size)` and `nn.Linear(in_features, out_features)` in `__init__`;
# `F.relu` and `F.max_pool2d(…, 2)`, or the layers `nn.ReLU` and `nn.MaxPool2d`, in `forward`.
# </details>
# <details><summary>Hint: from pictures to a list of numbers</summary>
#
# After the second pooling the tensor has shape `(N, 12, 4, 4)`; `fc1` wants `(N, 192)`. The first axis counts the
# images and must stay. Look up `flatten` and its argument `start_dim`.
# </details>


# %% exercise="Network"
class Network(nn.Module):
    """Two convolutions and three linear layers: images (N, channels, 28, 28) to logits (N, 10)."""

    def __init__(self, channels=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(channels, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 12, kernel_size=5)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)
        ### END SOLUTION

    def forward(self, images):
        ### BEGIN SOLUTION
        maps = F.max_pool2d(F.relu(self.conv1(images)), 2)
        maps = F.max_pool2d(F.relu(self.conv2(maps)), 2)
        features = maps.flatten(start_dim=1)
        features = F.relu(self.fc1(features))
        features = F.relu(self.fc2(features))
        return self.out(features)
        ### END SOLUTION


# %% [markdown]
# Each image becomes one row of ten logits. The network's answer is the class with the largest one. This network knows
# nothing yet, and its logits lie close together.

# %%
torch.manual_seed(0)
first_images, first_labels = in_memory[:5]
logits = Network()(first_images)
for row, label in zip(logits.tolist(), first_labels.tolist(), strict=True):
    print(f"{class_names[label]:>12}:", " ".join(f"{value:6.3f}" for value in row))

# %% [markdown]
# **Shapes on the way.** Most mistakes in a network are mistakes of shape. So let us watch one batch of five images walk
# through `forward`. PyTorch can call a function of ours, a *hook*, after every layer; this one prints the shape that
# goes in and the shape that comes out. Which numbers do you expect between `conv2` and `fc1`?


# %% explore=true
def print_shapes(layer, given, result):
    """Called after `layer` with what went in, a tuple, and what came out."""
    print(f"{type(layer).__name__:8} {tuple(given[0].shape)!s:16} -> {tuple(result.shape)}")


watched = Network()
for layer in watched.children():
    layer.register_forward_hook(print_shapes)
print("logits:", tuple(watched(first_images).shape))

# %% [markdown]
# The first number is always 5: the images of a batch stay apart on the whole way. Pooling stands between the lines:
# `conv1` puts out 24 × 24, and `conv2` gets 12 × 12. If an input of yours does not fit its layer, the error message
# names two shapes, and this table tells you where they come from.

# %% [markdown]
# ### Exercise `get_num_correct`
#
# Count for how many images the largest logit stands in the place of the label. Return the **number** of them as an
# `int`: shares can only be computed fairly when all batches have been counted.
#
# <details><summary>Hint: which axis?</summary>
#
# `preds` has shape `(N, 10)`: axis 0 counts images, axis 1 counts classes. You look for the best *class* of each
# image, so the result of `argmax` must have shape `(N,)`.
# </details>


# %% exercise="get_num_correct"
def get_num_correct(preds, labels):
    """How many rows of `preds` (N, 10) are largest at their label; labels (N,) int64. Returns an int."""
    ### BEGIN SOLUTION
    return preds.argmax(dim=1).eq(labels).sum().item()
    ### END SOLUTION


# %% explore=true
torch.manual_seed(0)
images, labels = in_memory[:1000]
with torch.no_grad():
    print(get_num_correct(Network()(images), labels), "of 1,000 images right without any training")

# %% [markdown]
# Ten classes of equal size, so guessing finds about one in ten. Whatever happens below has to beat that.
#
# ---
# ## 2. How wrong is an answer?
#
# The number of correct answers is what we care about, but nothing can be learned from it: if a weight moves by a
# hair, the count stays what it was. We need a number that changes with *every* weight, and tells a confident mistake
# from a narrow one.
#
# First the logits $a_1, \dots, a_{10}$ of an image become probabilities. The exponential makes them positive, the
# division makes them add up to one:
#
# $$\operatorname{softmax}(a)_k = \frac{e^{a_k}}{\sum_j e^{a_j}}.$$
#
# On paper that is all. In a computer $e^{1000}$ is `inf`, and `inf / inf` is `nan`. But a common shift of all logits
# cancels out,
#
# $$\frac{e^{a_k - c}}{\sum_j e^{a_j - c}} = \frac{e^{-c}\,e^{a_k}}{e^{-c}\sum_j e^{a_j}}
# = \operatorname{softmax}(a)_k,$$
#
# so we are free to choose the $c$ that keeps every exponent harmless.
#
# ### Exercise `softmax`
#
# Write it in NumPy, without torch, so that nothing stays hidden. `a` is an array of one image's logits `(C,)` or of a
# batch `(N, C)`, of floats or of ints; each image is treated by itself. Logits of 1,000 must give finite numbers, and
# the array you were given must be the same afterwards.
#
# <details><summary>Hint: a batch and a single image in one go</summary>
#
# The classes stand on the *last* axis in both cases: `axis=-1`. With `keepdims=True` a maximum or a sum keeps an axis
# of length one and then fits to the array it came from.
# </details>
# <details><summary>Hint: which shift?</summary>
#
# Which exponent is the largest you are willing to compute? Remember that one image may have logits around 1,000 and
# its neighbour in the batch around 0.
# </details>


# %% exercise="softmax"
def softmax(a):
    """Probabilities of the logits `a`, a NumPy array (C,) or (N, C): same shape, each row adds up to 1."""
    ### BEGIN SOLUTION
    shifted = a - np.max(a, axis=-1, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)
    ### END SOLUTION


# %% explore=true
example = np.array([2.0, 1.0, -1.0])
figure, axes = plt.subplots(1, 4, figsize=(11, 2.2), sharey=True)
for axis, factor in zip(axes, [0.1, 1, 3, 10], strict=True):
    axis.bar(["a", "b", "c"], softmax(factor * example))
    axis.set_title(f"logits times {factor}")
axes[0].set_ylabel("probability")
plt.show()

# %% [markdown]
# The larger the logits, the surer the network. Now suppose that the label says $y$. A good network gives $y$ a
# probability near 1. The **cross entropy** is the surprise at seeing $y$, averaged over the $N$ images of a batch:
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \ln p_{i,\,y_i}, \qquad p_i = \operatorname{softmax}(a_i).$$
#
# Sure and right costs $-\ln 1 = 0$. An even guess among ten classes costs $-\ln 0.1 = 2.303$: remember this number,
# every training starts near it. Sure and wrong costs as much as you like. Here $\ln$ is the natural logarithm.
#
# ### Exercise `cross_entropy`
#
# Again NumPy only. For the logits `[[3, 6, 2], [1, 1, 2]]` with labels `[2, 1]` you should find 2.8087.
#
# <details><summary>Hint: one element from each row</summary>
#
# Indexing with two arrays picks pairs: `table[[0, 1, 2], [5, 0, 3]]` holds three numbers, `table[0, 5]`, `table[1,
# 0]` and `table[2, 3]`. Which rows and which columns do you need?
# </details>


# %% exercise="cross_entropy"
def cross_entropy(logits, labels):
    """Mean cross entropy, a float, of `logits` (N, C) against `labels` (N,) ints; both are NumPy arrays."""
    ### BEGIN SOLUTION
    probabilities = softmax(logits)
    of_the_labels = probabilities[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(of_the_labels)))
    ### END SOLUTION


# %% [markdown]
# From here on PyTorch's own `F.cross_entropy` does this work, because it can also be differentiated. It contains the
# softmax: that is why the network ends in bare logits. Both should agree:

# %%
torch.manual_seed(0)
images, labels = in_memory[:1000]
with torch.no_grad():
    logits = Network()(images)
print("yours:    ", cross_entropy(logits.numpy(), labels.numpy()))
print("PyTorch's:", F.cross_entropy(logits, labels).item())
print("guessing: ", np.log(10))

# %% [markdown]
# ---
# ## 3. Which way down?
#
# The loss $L$ is a function of all 44,426 weights. Its **gradient** holds one slope per weight: how fast $L$ grows
# when that weight grows. So we take a small step against it,
#
# $$w \leftarrow w - \eta\, \frac{\partial L}{\partial w},$$
#
# with the **learning rate** $\eta$. (Adam, the optimizer used below, chooses a separate, adapted length for each
# weight; the idea is the same.) In PyTorch these are two calls. `loss.backward()` computes all slopes and leaves each
# in the `.grad` of its weight; `optimizer.step()` moves the weights. Neither knows of the other: what the second does
# depends on what lies in `.grad` at that moment.
#
# To see what lies there we need an instrument.
#
# ### Exercise `gradient_sum`
#
# Add up all elements of the gradient of `network.conv1.weight` and return the sum as a `float`, signs included.
# Before the first `backward`, or after clearing, `.grad` may be `None`: that counts as 0.0.


# %% exercise="gradient_sum"
def gradient_sum(network):
    """The sum of all elements of `network.conv1.weight.grad`, a float; 0.0 where there is no gradient."""
    ### BEGIN SOLUTION
    gradient = network.conv1.weight.grad
    return 0.0 if gradient is None else gradient.sum().item()
    ### END SOLUTION


# %% [markdown]
# Now watch the instrument while *the same* batch goes through `backward` three times, and the gradients are then
# cleared. Predict the five numbers before you run the cell.

# %%
torch.manual_seed(0)
network = Network()
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
images, labels = in_memory[:100]
print(f"at first:             {gradient_sum(network):9.6f}")
for time_number in (1, 2, 3):
    F.cross_entropy(network(images), labels).backward()
    print(f"after backward no. {time_number}:  {gradient_sum(network):9.6f}")
optimizer.zero_grad()
print(f"after clearing:       {gradient_sum(network):9.6f}")

# %% [markdown]
# ### Question `q_why_zero_grad`
#
# Explain in your own words what you saw. What would the second and the third step of a training do to the weights if
# nobody cleared the gradients? And can you think of a situation in which it is *useful* that PyTorch adds instead of
# overwriting?

# %% [markdown] written="q_why_zero_grad"
# `backward` adds the new slopes to what already lies in `.grad`, so three passes of the same batch leave three times
# the gradient. Without clearing, the second step would follow the sum of the gradients of batches one and two, the
# third that of batches one, two and three, and so on. The old gradients were computed at weights that no longer hold,
# so they point in directions that are out of date, and the sum keeps growing: the steps become too long and
# overshoot, as if the learning rate rose and with a memory that never fades.
#
# Adding is useful when one batch does not fit into memory: several small batches can be passed backward one after
# another and stepped once, which gives the gradient of the large batch. It is also needed when a weight takes part in
# the loss more than once.

# %% [markdown]
# ---
# ## 4. The loop
#
# ### A slow walk
#
# Before you write the loop, go through it once on foot, on one batch of 100 images, and look at everything that
# changes. Predict each line before you run its cell. First the predictions of a new network, and its gradient: there is
# none.

# %% explore=true
torch.manual_seed(0)
walker = Network()
walker_optimizer = torch.optim.Adam(walker.parameters(), lr=0.01)
walk_images, walk_labels = in_memory[:100]

walk_preds = walker(walk_images)
walk_loss = F.cross_entropy(walk_preds, walk_labels)
print(f"loss {walk_loss.item():.4f}, correct: {get_num_correct(walk_preds, walk_labels)} of 100")
print("gradient of conv1:", walker.conv1.weight.grad)

# %% [markdown]
# `backward` fills in the gradient. It has the shape of its weight, since there is one slope for every weight. The
# weights themselves have not moved.

# %% explore=true
weight_before = walker.conv1.weight.detach().clone()
walk_loss.backward()
print("shape of the weight:  ", tuple(walker.conv1.weight.shape))
print("shape of the gradient:", tuple(walker.conv1.weight.grad.shape))
print("its first row:       ", walker.conv1.weight.grad[0, 0, 0])
print("did the weights move?", not torch.equal(walker.conv1.weight, weight_before))

# %% [markdown]
# `step` moves every weight. The old loss is only a number and stays what it was. To see what the step did, the network
# has to predict again.

# %% explore=true
walker_optimizer.step()
print("did the weights move?", not torch.equal(walker.conv1.weight, weight_before))
print(f"the loss from before: {walk_loss.item():.4f}")

walk_preds = walker(walk_images)
walk_loss = F.cross_entropy(walk_preds, walk_labels)
print(f"predicted again:      {walk_loss.item():.4f}")
print("correct now:", get_num_correct(walk_preds, walk_labels), "of 100")

# %% [markdown]
# One step, and the loss on these hundred images is smaller. Run the last two cells a few times, as they are, one after
# the other. Does the loss go on falling? Something that belongs to every step has been left out on this walk.

# %% [markdown]
# ### Exercise `train_one_batch`
#
# Once round the inner circle of the picture: **one** step on one batch, with the network in training mode. So that we
# can see what the step did, measure loss and number of correct answers on this batch twice, with the weights before
# and with the weights after it:
#
# ```python
# {"loss_before": 2.3051, "correct_before": 11, "loss_after": 2.2844, "correct_after": 19}
# ```
#
# `optimizer` was made for the parameters of `network` and stays the same from batch to batch. `train()` makes no
# difference for *this* network, but it does for one with dropout or batch normalisation, and the check brings one
# that notices.
#
# <details><summary>Hint: the order of things</summary>
#
# Follow the arrows of the diagram. A loss that was computed before the step does not change when the weights do: what
# do you have to compute again?
# </details>
# <details><summary>Hint: measuring without leaving traces</summary>
#
# Inside `with torch.no_grad():` PyTorch does not record what it would need for `backward`. That is right for the
# second measurement.
# </details>


# %% exercise="train_one_batch"
def train_one_batch(network, optimizer, images, labels):
    """Make one step on `images` (N, 1, 28, 28) with `labels` (N,).

    Returns a dict: "loss_before" and "loss_after" (floats), "correct_before" and "correct_after" (ints), all on this
    batch, with the weights before and after the step.
    """
    ### BEGIN SOLUTION
    network.train()
    preds = network(images)
    loss = F.cross_entropy(preds, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        preds_after = network(images)
        loss_after = F.cross_entropy(preds_after, labels)
    return {
        "loss_before": loss.item(),
        "correct_before": get_num_correct(preds, labels),
        "loss_after": loss_after.item(),
        "correct_after": get_num_correct(preds_after, labels),
    }
    ### END SOLUTION


# %%
torch.manual_seed(0)
network = Network()
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
images, labels = in_memory[:100]
for step in range(1, 6):
    print(f"step {step}:", train_one_batch(network, optimizer, images, labels))

# %% [markdown]
# The loss on this one batch falls step by step. That is a good test of a training loop (a loop that cannot learn a
# hundred images by heart is broken) and a poor measure of success: the network has only seen these hundred. Figures
# from *before* a step are more honest, because in the first epoch each batch is still new to the network when it is
# measured.
#
# ### Exercise `train_one_epoch`
#
# Now every batch of `loader`, one step each, in training mode. Return the pair `(total_correct, total_loss)`:
# the number of correct answers and the **sum of the batch losses**, both from before each batch's step.
#
# You may call `train_one_batch`, or write the steps out and save its second look at every batch.
#
# <details><summary>Hint: numbers that hold on to memory</summary>
#
# `total_loss += loss` with a tensor keeps the whole computation of every batch alive until the epoch ends. Which
# method takes the number out of a tensor?
# </details>


# %% exercise="train_one_epoch"
def train_one_epoch(network, loader, optimizer):
    """Make one step on each batch of `loader`.

    Returns (total_correct, total_loss): an int and a float, summed over the batches as they were before their step.
    """
    ### BEGIN SOLUTION
    network.train()
    total_correct = 0
    total_loss = 0.0
    for images, labels in loader:
        preds = network(images)
        loss = F.cross_entropy(preds, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_correct += get_num_correct(preds, labels)
        total_loss += loss.item()
    return total_correct, total_loss
    ### END SOLUTION


# %% [markdown]
# One epoch has 50 batches of 100 images and takes about a second:

# %% explore=true
torch.manual_seed(0)
network = Network()
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
start = time.perf_counter()
total_correct, total_loss = train_one_epoch(network, train_loader, optimizer)
print(f"{total_correct} of {len(in_memory)} correct, total loss {total_loss:.2f}, {time.perf_counter() - start:.1f} s")

# %% [markdown]
# ### Question `q_loss_across_batch_sizes`
#
# The next cell measures one untrained network on the same 1,000 images, once in batches of 10 and once in batches of
# 100, and adds up the batch losses as `train_one_epoch` does.

# %%
torch.manual_seed(0)
network = Network()
thousand = TensorDataset(*in_memory[:1000])
for batch_size in (10, 100):
    batches = DataLoader(thousand, batch_size)
    with torch.no_grad():
        losses = [F.cross_entropy(network(images), labels).item() for images, labels in batches]
    print(f"batches of {batch_size:3}: total loss {sum(losses):8.3f} from {len(losses)} batches")

# %% [markdown]
# Same network, same images: why does one total come out ten times as large as the other? You want to compare two
# trainings with different batch sizes by their loss. What would you report instead of `total_loss`, and what has to
# be done about a last batch that is smaller than the rest?

# %% [markdown] written="q_loss_across_batch_sizes"
# `F.cross_entropy` returns the *mean* over a batch, which does not depend on the size of the batch: here about 2.3
# either way. The total adds one such mean per batch, and there are ten times as many batches of 10 as of 100. So the
# total measures the number of batches as much as the quality of the network.
#
# I would report the mean loss per image: multiply each batch's mean by the number of images in the batch, which gives
# back the sum over its images, add these up and divide by the number of all images. This also treats a short last
# batch fairly; the plain mean of the batch means would give its few images more weight than the others.

# %% [markdown]
# ### Exercise `fit`
#
# One epoch is rarely enough: each step is small on purpose. `fit` runs `epochs` epochs and returns the list of their
# `(total_correct, total_loss)` pairs, in order. It trains the network it is given, in place, with **the** optimizer
# it is given, from the first epoch to the last: Adam and momentum keep a memory of earlier steps inside the
# optimizer.


# %% exercise="fit"
def fit(network, loader, optimizer, epochs):
    """Train `network` for `epochs` epochs; returns a list with one (total_correct, total_loss) per epoch."""
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        history.append(train_one_epoch(network, loader, optimizer))
    return history
    ### END SOLUTION


# %% [markdown]
# ---
# ## 5. A trained network
#
# ### Exercise `trained_network`
#
# Everything is in place. Make a `Network`, name it `trained_network`, and train it on the training images. Adam with
# a learning rate of 0.01 and batches of 100 are a good start. Keep what `fit` returns under the name `history` if you
# want to see your curve below.
#
# **How long, how good?** An epoch takes about one second. Four epochs of the 5,000 images end with about 81 % of them
# recognised, ten with 87 %; the check asks for {percent.trained_network} %. On the full 60,000 images ten epochs take
# two to three minutes and reach about 89 %. The cell may take {seconds.trained_network} seconds. If your accuracy stays
# near 10 %, do not add epochs: something in the loop is not moving the weights downhill.

# %% exercise="trained_network"
### BEGIN SOLUTION
trained_network = Network()
adam = torch.optim.Adam(trained_network.parameters(), lr=0.01)
history = fit(trained_network, train_loader, adam, epochs=4)
### END SOLUTION

# %% explore=true
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
numbers = range(1, len(history) + 1)
left.plot(numbers, [loss for _, loss in history], marker="o")
left.set(xlabel="epoch", ylabel="total loss")
right.plot(numbers, [correct / len(in_memory) for correct, _ in history], marker="o", color="tab:green")
right.set(xlabel="epoch", ylabel="share correct, while training")
plt.show()

# %% [markdown]
# **Ten epochs.** Now a longer run of a new network, about ten seconds. The printed lines are what one reads while a
# large network trains: the number of correct answers goes up, the total loss goes down. Do both change as much in the
# tenth epoch as in the second?

# %% explore=true
torch.manual_seed(0)
ten_network = Network()
ten_optimizer = torch.optim.Adam(ten_network.parameters(), lr=0.01)
for epoch in range(10):
    [(total_correct, total_loss)] = fit(ten_network, train_loader, ten_optimizer, epochs=1)
    print(f"epoch {epoch}: total correct {total_correct}, total loss {total_loss:.2f}")
print(f"accuracy in the last epoch: {total_correct / len(in_memory):.3f}")

# %% [markdown]
# What does it confuse? Row: what it is. Column: what the network says. Was your guess from the beginning right?

# %% explore=true
images, labels = in_memory.tensors
trained_network.eval()
with torch.no_grad():
    answers = trained_network(images).argmax(dim=1)
confusion = torch.zeros(10, 10, dtype=torch.int64)
confusion.index_put_((labels, answers), torch.tensor(1), accumulate=True)

figure, axis = plt.subplots(figsize=(5.5, 5))
axis.imshow(confusion, cmap="Blues")
for (row, column), count in np.ndenumerate(confusion.numpy()):
    axis.text(column, row, count, ha="center", va="center", fontsize=8, color="white" if count > 250 else "black")
axis.set_xticks(range(10), class_names, rotation=90)
axis.set_yticks(range(10), class_names)
axis.set(xlabel="answer", ylabel="truth")
plt.show()

wrong = (answers != labels).nonzero().flatten()[:8]
figure, axes = plt.subplots(1, 8, figsize=(12, 2))
for axis, index in zip(axes, wrong.tolist(), strict=False):
    axis.imshow(images[index, 0], cmap="gray_r")
    axis.set_title(f"{class_names[labels[index]]},\nnot {class_names[answers[index]]}", fontsize=8)
    axis.axis("off")
plt.show()

# %% [markdown]
# ---
# ## 6. Experiments
#
# Nothing here is graded. Write down what you expect *before* you run a cell; being wrong is how one learns about
# hyperparameters.
#
# **Learning rate.** Two epochs each, about six seconds in all. Which will be ahead after one epoch, and which
# after two? What happens at the largest rate?

# %% explore=true
for learning_rate in (0.1, 0.01, 0.001):
    torch.manual_seed(0)
    network = Network()
    run = fit(network, train_loader, torch.optim.Adam(network.parameters(), lr=learning_rate), epochs=2)
    print(f"learning rate {learning_rate:5}:", ", ".join(f"{correct / len(in_memory):.3f}" for correct, _ in run))

# %% [markdown]
# **Batch size.** Small batches mean more, noisier steps per epoch; large ones mean few, well-aimed steps. One epoch
# each, about four seconds. Compare the share of correct answers, and time; why must you not compare the total losses?

# %% explore=true
for batch_size in (20, 100, 1000):
    torch.manual_seed(0)
    network = Network()
    loader = DataLoader(in_memory, batch_size=batch_size, shuffle=True)
    start = time.perf_counter()
    run = fit(network, loader, torch.optim.Adam(network.parameters(), lr=0.01), epochs=1)
    correct, loss = run[0]
    share = correct / len(in_memory)
    print(f"batches of {batch_size:4}: {share:.3f}, total loss {loss:7.2f}, {time.perf_counter() - start:.1f} s")

# %% [markdown]
# Things to try next:
#
# - Replace Adam by `optim.SGD(…, lr=0.05, momentum=0.9)`. Can you make it as fast?
# - Comment out the line that clears the gradients and train again. How does the curve look?
# - Your accuracy was measured on images that the network was trained on. Load `FashionMNIST(root="../data",
#   train=False, …)` and measure there, without training. How much is lost, and which of the two numbers would you
#   tell a customer?
# - With the full set of 60,000 images, ten epochs are 6,000 steps. How many epochs of the 5,000 images would that be,
#   and would they be as good?
#
# **To read on:** [how PyTorch keeps the record that `backward` walks
# along](https://docs.pytorch.org/docs/stable/notes/autograd.html), the papers on [Adam](https://arxiv.org/abs/1412.6980)
# and on [Fashion-MNIST](https://arxiv.org/abs/1708.07747), and [CS231n on watching a network
# learn](https://cs231n.github.io/neural-networks-3/).
