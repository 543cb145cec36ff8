# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A neural network from the mathematics up
#
# In this notebook you build a network that reads handwritten digits, and you build all of it: the function that it
# computes, the number that says how wrong it is, and the loop that makes it less wrong. PyTorch supplies arrays,
# derivatives and nothing else. You use no optimizer of `torch.optim` here and no `DataLoader`; libraries hide what is
# worth seeing once.
#
# When you are through you can answer four questions from your own code:
#
# 1. What *is* a network, as a function of its pixels and its 13,002 parameters?
# 2. What does "the network is wrong" mean as a number?
# 3. How does that number tell each parameter which way to move?
# 4. How do we find out whether the result is any good?
#
# **You need** Python with NumPy and the chain rule. **Time:** two to three hours of yours, and about half a minute of
# the computer's; a cell that runs longer than a few seconds says so beforehand.
#
# **To see it before you write it:** [3Blue1Brown's chapters on neural
# networks](https://www.3blue1brown.com/topics/neural-networks) draw this very network, 784-16-16-10. Michael Nielsen's
# free book [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/chap1.html) does the same in
# words and formulas.

# %% [markdown]
# ## How this notebook is graded
#
# Write your code where it says `YOUR CODE HERE`. Leave names and arguments as they are. Behind each exercise stands a
# cell `check("…")`. Run it as often as you like: it asks your code questions and says in a sentence what is wrong. For
# grading, the same questions are asked with other weights and other images. There are {points.total} points in all,
# {points.q_hyperparameters} of them for the question about hyperparameters and {points.train_model} for the training
# loop.
#
# <details><summary>The rules in full: open them when a check surprises you</summary>
#
# - **Numbers are numbers.** Where an int or a float is asked, give a Python or NumPy number. A tensor of one element
#   is not a number, because it drags its whole computation along; `.item()` takes the number out. Only `get_digit`
#   and `cost_of_example` may stay tensors without dimensions. Do not round: four digits have to be right.
# - **Figures.** A plotting function returns its figure. It may also return its axes, or leave the figure open. Label
#   both axes in your own words. Where two curves share axes, each has its entry in the legend, with *train* in one
#   and *valid*, *val* or *test* in the other. A figure may count epochs from 0 or from 1.
# - **Looking is not touching.** A function that evaluates a model leaves its parameters and gradients as they were.
#   (This network computes the same in training and in evaluation mode, so you need not switch.)
# - **Gradients** may be cleared before the backward pass or after the step.
# - **Chance is not graded.** Checks bring their own weights and batches. Start from any weights you like.
# - **Style is free.** Call your earlier functions or write them out again; loop or vectorise; functions, lambdas,
#   modules. Layers are found by their attribute names.
# - **Each cell stands for itself.** An exercise is judged by what its own cell defines. A mistake in one exercise does
#   not cost you the points of a later one.
# - **The trained model** is judged only by how many validation images it reads. It has to get its weights from the
#   training images. Its cell may take {seconds.trained_model} seconds.
# - Four questions at the end ask for sentences, and a person reads them.
# </details>

# %% [markdown]
# ## 0. The data
#
# MNIST: grey pictures of handwritten digits, 28 by 28 pixels, collected from forms that people filled in. The next
# cell is locked: it is put back as it was before your work is graded. It lays the pictures out as NumPy arrays, and
# this notebook needs nothing else:
#
# | name | shape | type | meaning |
# |---|---|---|---|
# | `image_train` | (N, 784) | float32, 0 (paper) to 1 (ink) | a picture a row, its 28 lines behind each other |
# | `label_train` | (N,) | int64 | the digit that the writer meant |
# | `image_valid`, `label_valid` | (M, 784), (M,) | the same | pictures that are **never** trained on |

# %% locked="setup"
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torchvision.datasets import MNIST

from autograder import check

torch.set_num_threads(1)  # a network this small gains nothing from a second core


def as_arrays(split):
    """The pictures of a torchvision set as (N, 784) float32 in [0, 1], and their digits as (N,) int64."""
    images = split.data.numpy().reshape(-1, 784).astype(np.float32) / 255
    return images, split.targets.numpy().astype(np.int64)


image_train, label_train = as_arrays(MNIST(root="../data", train=True, download=True))
image_valid, label_valid = as_arrays(MNIST(root="../data", train=False, download=True))

print("training:  ", image_train.shape, image_train.dtype, label_train.shape, label_train.dtype)
print("validation:", image_valid.shape, image_valid.dtype, label_valid.shape, label_valid.dtype)

# %% [markdown]
# ### What is in the files?
# `MNIST(…)` has read four files for us. They are simple, and you can unpack them by hand. A file of pictures begins
# with four whole numbers of four bytes each, the highest byte first: a mark for the kind of file (2051), the number of
# pictures, the rows and the columns of each. Then comes one byte for every pixel, 0 for paper and 255 for ink, line
# by line, picture by picture. A file of labels has two numbers in front (2049, and how many labels), then one byte
# for every digit. The format is called IDX.

# %% explore=true
from pathlib import Path

content = Path("../data/MNIST/raw/train-images-idx3-ubyte").read_bytes()
mark, count, rows, columns = np.frombuffer(content, dtype=">i4", count=4).tolist()
print(f"mark {mark}, {count} pictures, {rows} rows, {columns} columns")
print(f"bytes: {len(content)} = 16 + {count} · {rows} · {columns} = {16 + count * rows * columns}")

pixels = np.frombuffer(content, dtype=np.uint8, offset=16).reshape(count, rows * columns)
by_hand = pixels.astype(np.float32) / 255
print("line 14 of the first picture:", *pixels[0].reshape(rows, columns)[14])
print("the same as image_train:", np.array_equal(by_hand, image_train))

# %% [markdown]
# **Look before you compute.** Half of all puzzles in machine learning are solved by looking at the data. So, before
# any mathematics: are these pictures what we were told? Which would *you* hesitate over?

# %% explore=true
figure, places = plt.subplots(3, 10, figsize=(10, 3.4))
for index, place in enumerate(places.flat):
    place.imshow(image_train[index].reshape(28, 28), cmap="gray_r")
    place.set_title(label_train[index])
    place.axis("off")
plt.show()

# %% explore=true
counts = np.bincount(label_train, minlength=10)
plt.bar(range(10), counts)
plt.xticks(range(10))
plt.xlabel("digit")
plt.ylabel("training pictures")
plt.show()
print(f"Always answering {counts.argmax()} would be right for {counts.max() / counts.sum():.1%} of the pictures.")

# %% [markdown]
# Keep that last number in mind. A network that has learnt nothing reads about a tenth. You will meet this number
# again.
#
# ### Exercise `first_nine`
# At which index of `label_train` does the first 9 stand? Set `first_nine` to it, an int. Any way of finding it is
# right; one that also works for 60,000 labels is better.
#
# <details><summary>Hint</summary>
#
# `label_train == 9` is an array of truth values. NumPy has functions that say where the true ones are.
# </details>

# %% exercise="first_nine"
### BEGIN SOLUTION
first_nine = int(np.argmax(label_train == 9))
### END SOLUTION

# %% explore=true
plt.imshow(image_train[first_nine].reshape(28, 28), cmap="gray_r")
plt.title(f"picture {first_nine}: a {label_train[first_nine]}")
plt.axis("off")
plt.show()

# %% [markdown]
# ## 1. A network is a function
#
# Our network takes a picture as a vector $\mathbf{a}^{(0)}$ of 784 numbers and gives a vector $\mathbf{a}^{(3)}$ of
# ten: one for each digit, near 1 for "this is it" and near 0 for "this is not". In between stand two hidden layers of
# 16 neurons each.
#
# ![The network: 784 pixels, two hidden layers of 16 neurons, 10 outputs](network.svg)
#
# Each neuron does the same small thing. It weighs everything that the layer before it says, adds a bias of its own,
# and squeezes the sum into the range from 0 to 1:
#
# $$a^{(l)}_j = \sigma\Big(\sum_k w^{(l)}_{jk}\, a^{(l-1)}_k + b^{(l)}_j\Big)
# \qquad\text{or, for a whole layer at once,}\qquad
# \mathbf{a}^{(l)} = \sigma\big(W^{(l)} \mathbf{a}^{(l-1)} + \mathbf{b}^{(l)}\big).$$
#
# **Why the squeezing?** Without $\sigma$ three layers would be pointless: $W^{(3)}(W^{(2)}(W^{(1)}\mathbf{a}))$ is a
# single matrix times $\mathbf{a}$. The bend between the layers makes a network more than a matrix.
#
# **How many parameters?** A layer from $n$ to $m$ neurons has $n\cdot m$ weights and $m$ biases:
#
# $$(784\cdot 16 + 16) + (16\cdot 16 + 16) + (16\cdot 10 + 10) = 12{,}560 + 272 + 170 = 13{,}002.$$
#
# Learning means to find 13,002 numbers for which this function reads digits. Nobody can choose them by hand. So we
# need, first, a number that says how wrong a choice is.

# %% [markdown]
# ## 2. How wrong? The cost
#
# The network answers with a vector, so we write what we wanted as a vector, too. For a 3 that is
#
# $$\mathbf{t} = (0, 0, 0, 1, 0, 0, 0, 0, 0, 0),$$
#
# a one at index 3 and zeros elsewhere: a *one-hot* vector. (Why not the number 3 itself? Because then a 4 would be
# "nearly right" for a 3 and a 9 "very wrong". Digits have an order as numbers and none as shapes.)
#
# ### Exercise `get_target(digits)`
# Return the one-hot target as a torch tensor of type int64: shape `(10,)` for a single int, `(N, 10)` for a list, a
# NumPy array or a tensor of N digits. The width is ten, whichever digits happen to be there.
#
# <details><summary>Hint</summary>
#
# `torch.as_tensor` takes all four kinds of argument. Then either look for a function in `torch.nn.functional` that is
# named after what you want, or index the rows of an identity matrix. Mind the type, and what happens when no 9 is
# among the digits.
# </details>


# %% exercise="get_target"
def get_target(digits):
    """One-hot targets: (10,) int64 for an int, (N, 10) int64 for N digits."""
    ### BEGIN SOLUTION
    return nn.functional.one_hot(torch.as_tensor(digits), num_classes=10)
    ### END SOLUTION


# %% explore=true
print(get_target(3))
print(get_target([0, 9, 3]))

# %% [markdown]
# Now compare what came out, $\mathbf{a}$, with what was wanted, $\mathbf{t}$. We take the differences, square them
# and add up:
#
# $$C(\mathbf{a}, \mathbf{t}) = \sum_{j=0}^{9} (a_j - t_j)^2 .$$
#
# Squaring does three things: too much and too little count alike, large ones count more than small ones, and the
# derivative exists everywhere and is simple, $2(a_j - t_j)$.
#
# For a batch of pictures $C$ is the sum over all of them. **A sum, not a mean**: this decides how large the gradient
# is, and so which learning rates work. You will see that in the experiments.
#
# ### Exercise `cost_func(input, target)`
# Return that sum as a tensor without dimensions, for tensors `input` and `target` of the same shape, whichever that
# is. Gradients have to flow back to `input`, so stay in torch.
#
# <details><summary>Hint</summary>
#
# Arithmetic on tensors goes element by element, and every tensor has a `.sum()`.
# </details>


# %% exercise="cost_func"
def cost_func(input, target):
    """The sum of the squared differences of two tensors of one shape: () tensor."""
    ### BEGIN SOLUTION
    return ((input - target) ** 2).sum()
    ### END SOLUTION


# %% [markdown]
# ### Exercise `cost_of_example`
# A network is shown a 1. It answers `[0, 0.5, 1, 0, 0, 0, 0, 0, 0, 0]`; wanted was `[0, 1, 0, 0, 0, 0, 0, 0, 0, 0]`.
# What does this answer cost? Work it out on paper first, then set `cost_of_example`: by your function, or by the
# number that you found.

# %% exercise="cost_of_example"
### BEGIN SOLUTION
cost_of_example = cost_func(torch.tensor([0, 0.5, 1, 0, 0, 0, 0, 0, 0, 0]), get_target(1))
### END SOLUTION

# %% [markdown]
# ## 3. The squeeze: the logistic function
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# It is near 0 for very negative sums, near 1 for very positive ones, and has a slope everywhere:
#
# $$\sigma'(x) = \sigma(x)\,\big(1 - \sigma(x)\big) \le \tfrac14 .$$
#
# Two things follow that will matter later. The slope is at most a quarter, so every layer that a derivative passes on
# its way back makes it smaller. And for $|x|$ beyond 8 or so the slope is all but zero: a neuron that is *saturated*
# hardly learns.
#
# ### Exercise `activation_func(x)`
# Apply $\sigma$ to each element of the tensor `x`. The value has to be a finite number even for $x = \pm 100$, and
# the derivative must be right from −8 to 8.
#
# <details><summary>Hint: what can go wrong at 100?</summary>
#
# In float32 $e^{89}$ is already infinite. $1/(1+\infty)$ is 0 and does no harm; $\infty/(1+\infty)$ is not a number.
# The formula can be written in both ways. PyTorch has this function, too.
# </details>


# %% exercise="activation_func"
def activation_func(x):
    """The logistic function of each element of a tensor, in its shape."""
    ### BEGIN SOLUTION
    return torch.sigmoid(x)
    ### END SOLUTION


# %% explore=true
x = torch.linspace(-10, 10, 201, requires_grad=True)
y = activation_func(x)
y.sum().backward()
plt.plot(x.detach(), y.detach(), label="σ(x)")
plt.plot(x.detach(), x.grad, label="its slope, by autograd")
plt.xlabel("x")
plt.legend()
plt.show()

# %% [markdown]
# **Play with it.** One neuron with one input computes $\sigma(wx + b)$. Guess before you run the cell: what does a
# larger weight $w$ do to the curve? What does the bias $b$ do? And a negative weight?

# %% explore=true
x = torch.linspace(-10, 10, 201)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for w in (-1, 0.3, 1, 5):
    left.plot(x, activation_func(w * x), label=f"w = {w}, b = 0")
for b in (-5, 0, 5):
    right.plot(x, activation_func(x + b), label=f"w = 1, b = {b}")
for place in (left, right):
    place.set_xlabel("x")
    place.legend()
plt.show()

few = torch.tensor([-100.0, -2.0, -1.0, 0.0, 1.0, 2.0, 100.0])
print("x             ", few.tolist())
print("σ(x)          ", [round(value, 3) for value in activation_func(few).tolist()])
print("σ(x) + σ(-x)  ", [round(value, 3) for value in (activation_func(few) + activation_func(-few)).tolist()])

# %% [markdown]
# The weight says how steep the change is: with a very large one the neuron is a switch. The bias says where the change
# happens, at $x = -b/w$. The last line shows a symmetry: $\sigma(x) + \sigma(-x) = 1$. Can you prove it from the
# formula? Change the numbers. For which $w$ and $b$ is a pixel of 0.4 "paper" and one of 0.6 "ink"?

# %% [markdown]
# ## 4. The network
#
# ### Exercise `NN_Model`
# Write the network of the picture as an `nn.Module`:
#
# | attribute | layer |
# |---|---|
# | `hidden1` | `nn.Linear`, 784 → 16 |
# | `hidden2` | `nn.Linear`, 16 → 16 |
# | `output` | `nn.Linear`, 16 → 10 |
#
# with the activation after **each** of the three, the last included: the outputs are to lie between 0 and 1 like the
# targets. `forward` takes a batch (N, 784) and gives (N, 10).
#
# An `nn.Linear` that is set as an attribute in `__init__` is registered: `model.parameters()` finds its weights and
# bias, and that is how the training loop will reach all 13,002 numbers.
#
# <details><summary>Hint</summary>
#
# `super().__init__()` comes first, then the three attributes. In `forward` each layer takes a line, such as
# `x = …(self.hidden1(x))`.
# </details>


# %% exercise="NN_Model"
class NN_Model(nn.Module):
    """A network 784-16-16-10 with a logistic activation after each layer: (N, 784) float32 -> (N, 10) in (0, 1)."""

    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(784, 16)
        self.hidden2 = nn.Linear(16, 16)
        self.output = nn.Linear(16, 10)

    def forward(self, x):
        x = activation_func(self.hidden1(x))
        x = activation_func(self.hidden2(x))
        return activation_func(self.output(x))

    ### END SOLUTION


# %% [markdown]
# What does a new network say, with weights that are only random numbers? Run this cell a few times.

# %% explore=true
newborn = NN_Model()
print(sum(parameter.numel() for parameter in newborn.parameters()), "parameters")
with torch.no_grad():
    answer = newborn(torch.tensor(image_train[first_nine]))
print("answer to a nine:", [round(a, 2) for a in answer.tolist()])
print("what it costs:   ", cost_func(answer, get_target(9)).item())

# %% [markdown]
# ## 5. Learning: downhill, one batch at a time
#
# Think of the cost as a landscape over 13,002 coordinates. The gradient $\nabla C$ points in the direction where the
# ground rises most steeply. So we take a small step the other way:
#
# $$p \;\leftarrow\; p - \eta\,\frac{\partial C}{\partial p}\qquad\text{for every weight and every bias } p,$$
#
# with the **learning rate** $\eta$. That is gradient descent, all of it.
#
# **Where do the derivatives come from?** From the chain rule, applied from the back to the front. For the last layer,
# with $\mathbf{z} = W\mathbf{a}^{(2)} + \mathbf{b}$ for the sums before the squeeze,
#
# $$\frac{\partial C}{\partial w_{jk}}
# = \underbrace{2(a_j - t_j)}_{\partial C/\partial a_j}\;
#   \underbrace{\sigma'(z_j)}_{\partial a_j/\partial z_j}\;
#   \underbrace{a^{(2)}_k}_{\partial z_j/\partial w_{jk}} ,$$
#
# and each layer further back adds two more factors of this kind. Read the formula: a weight moves if its output was
# wrong, if its neuron is not saturated, **and** if the neuron it comes from was active. PyTorch writes down every
# operation that leads to the cost, and `cost.backward()` walks that record backwards, leaving $\partial C/\partial p$
# in `p.grad` for every parameter. (3Blue1Brown has [the same chain rule in
# pictures](https://www.3blue1brown.com/lessons/backpropagation-calculus), PyTorch's own pages say [how the record is
# kept](https://docs.pytorch.org/docs/stable/notes/autograd.html).)
#
# **Why in batches?** The gradient over all pictures is exact and slow: one step for one pass over the data. The
# gradient over a hundred is nearly as good a direction, and the same pass now makes many steps. One pass over all
# batches is an **epoch**.
#
# Three things about PyTorch that a training loop by hand has to respect:
#
# - `backward()` **adds** to `p.grad`. If you do not clear it, the next step follows all former gradients as well.
# - The step is not part of the function that we differentiate, so it is made inside `with torch.no_grad():`.
# - It has to change the parameter itself (`p -= …`). `p = p - …` makes a new tensor and leaves the model as it was.
#
# ### Exercise `train_model(epochs, batch_size, learning_rate, data_train, label_train, model)`
# Train `model`, an `NN_Model`, **in place** on the arrays `data_train` (N, 784) and `label_train` (N,), and return
# three lists `(epoch_data, cost_train, models)`.
#
# For each epoch:
# 1. Go through the data in order, `batch_size` pictures at a time, without shuffling. The last batch may be short,
#    and it counts.
# 2. For each batch: the summed cost, its gradient, the step for every parameter; and no gradient left over for the
#    next batch.
# 3. After the last batch append one entry to each list:
#    - to `epoch_data` the number of the epoch, beginning with 0;
#    - to `cost_train` the cost **per picture over the whole training set, with the weights that the epoch ended
#      with**, as a float;
#    - to `models` a copy of the model that later training does not change.
#
# <details><summary>Hint: the batches</summary>
#
# `range(0, N, batch_size)` gives where each batch begins, and a slice that reaches beyond the end of an array is
# simply shorter. Pictures become tensors by `torch.tensor(…)`; do that once, before the loop.
# </details>
# <details><summary>Hint: the cost of an epoch</summary>
#
# While an epoch runs, the weights change from batch to batch. Adding up the costs of the batches would mix the costs
# of many different networks. Ask the network that the epoch ended with about all pictures at once, without gradients.
# </details>
# <details><summary>Hint: the copy</summary>
#
# `models.append(model)` puts the same object into the list ten times. `copy.deepcopy` makes a second one with weights
# of its own; so does a new `NN_Model` that loads the `state_dict`.
# </details>


# %% exercise="train_model"
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    """Gradient descent on `model`, in place: (epoch numbers, costs per image after each epoch, copies of the model)."""
    ### BEGIN SOLUTION
    images, targets = torch.tensor(data_train), get_target(label_train)
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, len(images), batch_size):
            batch = slice(start, start + batch_size)
            model.zero_grad()
            cost = cost_func(model(images[batch]), targets[batch])
            cost.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= learning_rate * parameter.grad
        with torch.no_grad():
            total = cost_func(model(images), targets)
        epoch_data.append(epoch)
        cost_train.append(total.item() / len(images))
        models.append(copy.deepcopy(model))
    return epoch_data, cost_train, models
    ### END SOLUTION


# %% [markdown]
# A rehearsal on 200 pictures, about a second. If a loop is right, a network can learn 200 pictures nearly by heart,
# and the cost comes down a long way. If it does not, look for the mistake now, while an attempt is cheap.

# %% explore=true
torch.manual_seed(0)
_, rehearsal, _ = train_model(150, 10, 0.2, image_train[:200], label_train[:200], NN_Model())
plt.plot(rehearsal)
plt.xlabel("epoch")
plt.ylabel("cost per picture")
plt.show()

# %% [markdown]
# ### Which line of the code is which step?
# Read your `train_model` once more with this table beside it, and write down the line for each row. In some solutions
# one line does two things, or one thing takes two lines.
#
# | what happens | as a formula | in which line of yours? |
# |---|---|---|
# | take the next pictures | | |
# | ask the network | $\mathbf{a}^{(3)} = \sigma(\dots\sigma(W^{(1)}\mathbf{a}^{(0)} + \mathbf{b}^{(1)})\dots)$ | |
# | compare with the targets | $C = \sum_j (a_j - t_j)^2$ | |
# | find the slopes | $\partial C/\partial p$ | |
# | walk downhill | $p \leftarrow p - \eta\,\partial C/\partial p$ | |
# | forget the old slopes | | |
# | measure, once an epoch | $\frac{1}{N}C$ over all pictures | |
# | keep a copy | | |
#
# Now take two neighbouring lines and swap them in your mind. Which pairs may change places? Which pair ruins the
# training without any error message?

# %% [markdown]
# ### The learning rate is a time step
# Imagine a ball that sinks through honey along the landscape of the cost, always straight downhill. A differential
# equation describes its path. The simplest method to follow it on a computer takes steps of length $\Delta t$:
#
# $$\frac{dp}{dt} = -\frac{\partial C}{\partial p}
# \qquad\Longrightarrow\qquad
# p(t + \Delta t) \approx p(t) - \Delta t\,\frac{\partial C}{\partial p}.$$
#
# This is Euler's method, and it is gradient descent: $\eta$ is $\Delta t$. Where have you met such a step before? In
# a falling ball, in planets round a sun, in a cooling cup of tea, in the decay of atoms: every simulation chooses a
# time step. There, too, a small step is accurate and slow. A step that is too large does not just make the result a
# little worse: it breaks the simulation. The next cell follows $dp/dt = -p$ from $p = 1$. The true answer is $e^{-t}$.

# %% explore=true
t = np.linspace(0, 10, 200)
plt.plot(t, np.exp(-t), color="black", label="exact")
for step in (0.1, 0.9, 1.9, 2.1):
    p = [1.0]
    while len(p) * step <= 10:
        p.append(p[-1] - step * p[-1])
    plt.plot(np.arange(len(p)) * step, p, marker=".", label=f"time step {step}")
plt.xlabel("t")
plt.ylabel("p")
plt.legend()
plt.show()

# %% [markdown]
# Each step multiplies $p$ by $1 - \Delta t$. Beyond $\Delta t = 2$ this factor is larger than 1 in size, and the steps
# grow. In a network the steepest direction of the landscape sets this limit, and all other directions have to live
# with the same small step. ([More on Euler's method](https://en.wikipedia.org/wiki/Euler_method), and [on the course of
# gradient descent](https://cs231n.github.io/optimization-1/).)

# %% [markdown]
# ## 6. Is it any good?
#
# The cost is made for descending, not for judging. What we want to know is how many digits are read correctly.
#
# ### Exercise `get_digit(pred)`
# `pred` is one output vector, shape (10,). Return the digit that it stands for: the index of the largest output. An
# int or a tensor without dimensions.


# %% exercise="get_digit"
def get_digit(pred):
    """The digit that an output vector (10,) stands for."""
    ### BEGIN SOLUTION
    return int(pred.argmax())
    ### END SOLUTION


# %% [markdown]
# ### Exercise `accuracy(model, data, labels)`
# Return the share of the images `data` (N, 784) whose digit the model gets right, by the digits `labels` (N,): a
# float between 0 and 1. Both are NumPy arrays. Measuring must not change the model.
#
# <details><summary>Hint</summary>
#
# The model takes all N images at once and gives (N, 10). Each row belongs to an image, so the largest output is
# looked for along which dimension? The mean of an array of truth values is a share.
# </details>


# %% exercise="accuracy"
def accuracy(model, data, labels):
    """The share of images (N, 784) identified as their labels (N,) say: float in [0, 1]."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        digits = model(torch.tensor(data)).argmax(dim=1).numpy()
    return float(np.mean(digits == labels))
    ### END SOLUTION


# %% [markdown]
# **Predict, then measure.** Ten networks with random weights are about to read the validation images. Nobody has
# trained them. What accuracy do you expect on average? Can one of them be above 20 %? Below 5 %? Write your guess
# down, then run the cell.

# %% explore=true
torch.manual_seed(0)
for number in range(10):
    newborn = NN_Model()
    with torch.no_grad():
        said = newborn(torch.tensor(image_valid)).argmax(dim=1).bincount(minlength=10)
    print(f"network {number}: {accuracy(newborn, image_valid, label_valid):.3f}, answers 0 to 9 given:", said.tolist())

# %% [markdown]
# A network with random weights nearly ignores its picture. It gives the same answer, or one of two, to all of them, and
# every answer is right for about a tenth. You know this number from the beginning.

# %% [markdown]
# ### Exercise `first_example(model, images, labels, correct)`
# A share says how often the model is right, but not on which pictures. So let us find pictures to look at: return the
# index (an int) of the first image that the model reads correctly if `correct` is `True`, and of the first that it
# misreads if `correct` is `False`. There always is one.


# %% exercise="first_example"
def first_example(model, images, labels, correct):
    """The first index of `images` (N, 784) whose prediction is right (`correct=True`) or wrong (`correct=False`)."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        digits = model(torch.tensor(images)).argmax(dim=1).numpy()
    return int(np.argmax((digits == labels) == correct))
    ### END SOLUTION


# %% [markdown]
# ## 7. Two figures
#
# ### Exercise `plot_cost(epochs, costs)`
# Draw the cost over the epochs as one curve, with a title and a label on each axis. Return the figure.
#
# <details><summary>Hint</summary>
#
# `figure, axes = plt.subplots()` gives both; `axes.plot(…)`, `axes.set(title=…, xlabel=…, ylabel=…)`.
# </details>


# %% exercise="plot_cost"
def plot_cost(epochs, costs):
    """A figure of the cost over the epochs."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(epochs, costs, marker="o")
    axes.set(title="What an image costs", xlabel="epoch", ylabel="cost per image")
    return figure
    ### END SOLUTION


# %% [markdown]
# ### Exercise `plot_accuracy(epochs, acc_train, acc_valid)`
# Draw both accuracies over the epochs, with a legend that says which curve is which and a label on each axis.
# Return the figure.


# %% exercise="plot_accuracy"
def plot_accuracy(epochs, acc_train, acc_valid):
    """A figure of training and validation accuracy over the epochs."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(epochs, acc_train, label="training")
    axes.plot(epochs, acc_valid, label="validation")
    axes.set(xlabel="epoch", ylabel="accuracy")
    axes.legend()
    return figure
    ### END SOLUTION


# %% [markdown]
# ## 8. Training
#
# ### Exercise `trained_model`
# Everything is there. Make an `NN_Model` and train it on the training images: learning rate 0.05, batches of 100, 10
# epochs. This takes a second or two, on all 60,000 images of the full MNIST about ten. Leave the trained network in
# the variable `trained_model`.
#
# With 4,000 training images it should read about 87 of 100 validation images; {percent.trained_model} are enough here.
# Other hyperparameters are welcome. If yours lead nowhere, go back to these.

# %% exercise="trained_model"
torch.manual_seed(0)
### BEGIN SOLUTION
trained_model = NN_Model()
epoch_data, cost_train, models = train_model(10, 100, 0.05, image_train, label_train, trained_model)
### END SOLUTION

# %% [markdown]
# Now use what you built. The cell expects the three lists of your training in `epoch_data`, `cost_train` and
# `models`; change the names if yours are called otherwise.

# %% explore=true
plot_cost(epoch_data, cost_train)
plt.show()
acc_train = [accuracy(model, image_train, label_train) for model in models]
acc_valid = [accuracy(model, image_valid, label_valid) for model in models]
plot_accuracy(epoch_data, acc_train, acc_valid)
plt.show()
print("validation accuracy:", accuracy(trained_model, image_valid, label_valid))

# %% [markdown]
# **Why are there two sets of pictures?** A network can learn pictures by heart. Its accuracy on pictures that it has
# seen then says how good its memory is, and nothing about the next letter in the post. So we keep some pictures aside,
# never train on them, and measure there: that is what the validation images are for. (Who also *chooses* the learning
# rate by them has used them a little, too. Large projects therefore have a third set, opened once, at the very end.)
#
# **What differs between the two curves?** The network and the function are the same, only the pictures differ. While
# both rise together, the network learns what all digits have in common. When the training curve goes on rising and the
# other one stays, the network learns peculiarities of 4,000 pictures. The gap between them is called *overfitting*.
# ([Nielsen on overfitting](http://neuralnetworksanddeeplearning.com/chap3.html), [CS231n on the
# splits](https://cs231n.github.io/classification/).)

# %% [markdown]
# The curve of the cost is worth a minute. It starts near 0.9 and hardly moves for an epoch or two: **a plateau**. Ten
# outputs that say "0.1" to everything cost $0.9^2 + 9\cdot 0.1^2 = 0.9$; this is the best that a network can do that
# does not look at its picture. Then one digit after the other is told apart.
#
# And which pictures does it misread? Look at both, and at all ten outputs: is it wrong with confidence, or in doubt?

# %% explore=true
figure, places = plt.subplots(2, 2, figsize=(8, 5), width_ratios=(1, 2))
for row, correct in zip(places, (True, False), strict=True):
    index = first_example(trained_model, image_valid, label_valid, correct)
    with torch.no_grad():
        outputs = trained_model(torch.tensor(image_valid[index]))
    row[0].imshow(image_valid[index].reshape(28, 28), cmap="gray_r")
    row[0].set_title(f"picture {index}: a {label_valid[index]}, read as {int(get_digit(outputs))}")
    row[0].axis("off")
    row[1].bar(range(10), outputs)
    row[1].set(xticks=range(10), xlabel="digit", ylabel="output", ylim=(0, 1))
figure.tight_layout()
plt.show()

# %% [markdown]
# ## 9. Experiments
#
# Learning rate, size of a batch and number of epochs are not learnt; somebody chooses them. They are called
# *hyperparameters*. Change one at a time, and **before you run a cell, write down what you expect**. Four changes have
# names, because a question below asks for them:
#
# | name | from the defaults | for example |
# |---|---|---|
# | **rate up** | a larger learning rate | 0.05 → 0.5 |
# | **rate down** | a smaller learning rate | 0.05 → 0.005 |
# | **batch up** | larger batches | 100 → 1,000 |
# | **batch down** | smaller batches | 100 → 10 |
#
# The next three cells take a few seconds each. The first one is about the rate, the second about the batch, the third
# about chance.


# %% explore=true
def try_out(epochs=10, batch_size=100, learning_rate=0.05, seed=0):
    """Train a new network; returns its costs after each epoch and its final validation accuracy."""
    torch.manual_seed(seed)
    model = NN_Model()
    _, costs, _ = train_model(epochs, batch_size, learning_rate, image_train, label_train, model)
    return costs, accuracy(model, image_valid, label_valid)


def compare(name, values, **fixed):
    """Draw the cost over the epochs for several values of the hyperparameter `name`."""
    for value in values:
        costs, share = try_out(**{name: value}, **fixed)
        plt.plot(costs, label=f"{name} {value}: reads {share:.1%}")
    plt.xlabel("epoch")
    plt.ylabel("cost per image")
    plt.legend()
    plt.show()


compare("learning_rate", [0.005, 0.05, 0.5])

# %% explore=true
compare("batch_size", [10, 100, 1000])

# %% explore=true
compare("seed", [0, 1, 2, 3], epochs=15)

# %% [markdown]
# The first weights are drawn at random, and four draws give four curves. So a difference between two settings means
# something only if it is larger than the difference between two draws.
#
# **A hundred epochs.** Ten epochs are a beginning. What will a hundred do to each of the two accuracies, and to the
# gap between them? Draw the curves that you expect, then run the cell. (About five seconds.)

# %% explore=true
torch.manual_seed(0)
long_epochs, long_costs, long_models = train_model(100, 100, 0.05, image_train, label_train, NN_Model())
long_train = [accuracy(model, image_train, label_train) for model in long_models]
long_valid = [accuracy(model, image_valid, label_valid) for model in long_models]
plot_accuracy(long_epochs, long_train, long_valid)
plt.show()
for epoch in (9, 29, 99):
    print(f"after {epoch + 1:3} epochs: training {long_train[epoch]:.3f}, validation {long_valid[epoch]:.3f}")

# %% [markdown]
# The cost on the training pictures falls to the end, and so the training curve rises to the end. The validation curve
# stops long before. From there on the network gets better only at what it has seen. When would you have stopped, and
# which of the two curves told you?

# %% [markdown]
# ## 10. Questions
#
# A few sentences each. What counts is the reason, not the length.
#
# **Question `q_third_layer`.** Suppose you add a third hidden layer of 16 neurons. How many parameters are added?
# What do you expect of the beginning of training, and why? (The slope of $\sigma$ is in your answer.)

# %% [markdown] written="q_third_layer"
# A layer 16 → 16 adds 16·16 + 16 = 272 parameters, two per cent of the 13,002. The gradient of the first layer gains
# one more factor σ′ ≤ 1/4 (and one more matrix of small weights), so at the beginning it is several times smaller:
# the plateau at 0.9 lasts longer, and with the same ten epochs the result is likely to be worse. The network could
# represent more, but reaching it takes more steps, a better initialisation, or an activation with a larger slope.

# %% [markdown]
# **Question `q_hyperparameters`.** Make the four changes of section 9, one at a time: *rate up*, *rate down*, *batch
# up*, *batch down*. How far you go is up to you. For each give the change, the validation accuracy before and after,
# and what you conclude: one observation each.

# %% [markdown] written="q_hyperparameters"
# From 87 % at the defaults (learning rate 0.05, batches of 100, 10 epochs):
# 1. *Rate up*, 0.5: about 10 %, chance. The first steps overshoot, the outputs saturate, and the gradient vanishes.
# 2. *Rate down*, 0.005: 20 to 30 %. Every step points the right way but is ten times shorter; the plateau is just
#    being left when training ends.
# 3. *Batch up*, 1,000: about 10 %. The cost is a sum, so ten times as many pictures make a step about ten times as
#    long: it breaks like the larger learning rate.
# 4. *Batch down*, 10: about 90 %. Ten times as many steps for the same data, and each is smaller and safer.

# %% [markdown]
# **Question `q_training_breaks`.** With learning rate 0.5 (or with batches of 1,000) training breaks down and does
# not recover, however long you wait. Explain both with the formula of section 5: which factor goes to zero? Why does
# the size of a batch act here like the learning rate?

# %% [markdown] written="q_training_breaks"
# The cost is a sum over the batch, so the gradient of 1,000 images is about ten times that of 100: at the same
# learning rate the step is ten times longer, as with ten times the learning rate. Such a step throws the biases so
# far that the sums z are large and negative for every picture. There σ′(z) = σ(1 − σ) is practically zero, and it is
# a factor of every derivative: the gradient vanishes although the cost is high. Nothing pushes the weights back.
# Dividing the learning rate by the size of the batch (a mean) repairs it.

# %% [markdown]
# **Question `q_claimed_accuracy`.** (a) You have several numbers by now: accuracies on training and on validation
# images, after ten epochs and after a hundred, for several seeds. Which accuracy would *you* claim for your network,
# and why? (b) Somebody claims 96 % with a 784-16-16-10 network trained by gradient descent. You reached less. Name at
# least three questions that you would ask before you believe it, and say for each how its answer could explain the
# difference.

# %% [markdown] written="q_claimed_accuracy"
# (a) The validation accuracy of settings that I fixed beforehand, as the mean over several seeds with their spread:
# about 87 ± 2 % after ten epochs. The training accuracy is about pictures that the network knows; the best of many
# seeds or epochs was picked by the validation images themselves and would be lower on a third set.
#
# (b) Questions:
# - Measured on which images? On the training images the share is higher than on new ones.
# - Trained on how many? MNIST has 60,000 training images, fifteen times as many as were used here.
# - How many epochs, which learning rate, batch size, activation, initialisation? Ten epochs are far from the end of
#   training.
# - One run or the mean of several? Among many seeds the best one flatters.
# - Were settings chosen by the same images that the share was measured on? Then it is too high for new ones.

# %% [markdown]
# ## What you have now
#
# A function of 13,002 numbers, a cost, its gradient, and a loop of ten lines that found the numbers. Every larger
# network is trained by this loop. What changes are the pieces: better layers for pictures (convolutions), a better
# cost for classes (cross entropy), a better step (Adam), and data that does not fit into memory (a loader). You know
# now what each of them replaces.
#
# **To read on:** the paper that made this way of learning known, [Rumelhart, Hinton and Williams,
# 1986](https://doi.org/10.1038/323533a0); Nielsen's chapter on [how backpropagation
# works](http://neuralnetworksanddeeplearning.com/chap2.html); and the course notes [CS231n](https://cs231n.github.io/).
