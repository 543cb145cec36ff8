# %% [markdown]
# # LeNet on Fashion-MNIST, gap by gap
#
# A fully connected network reads a picture as a long row of numbers. Shuffle the pixels of all pictures in the same
# way and it learns just as well: it never knew that some pixels are neighbours. A **convolutional** network knows.
# LeNet, built by Yann LeCun's group at Bell Labs in the 1990s, showed how much this one piece of knowledge is worth.
#
# Here you build LeNet in the spirit of its time: sigmoids, average pooling, plain gradient descent. You fill one gap
# at a time, and each gap is small. At the end you have a network that recognises clothes. On the way you will see why
# hardly anybody uses sigmoids in this place any more.
#
# The road from a problem to a model in use is longer than one notebook. This is where the lesson stands on it:
#
# | | step | question | here |
# |---|---|---|---|
# | 1 | problem | Who needs which answer, and what does a mistake cost? | |
# | 2 | data | Where do they come from, may we use them, are the labels right? | section 1 |
# | 3 | **model** | Which function may fit? | **sections 2 to 4** |
# | 4 | **loss and optimizer** | What is "wrong", and how do we get away from it? | **section 5** |
# | 5 | **training** | Do the numbers move, and in the right direction? | **sections 6 and 7** |
# | 6 | **evaluation** | How good is it on pictures it has never seen? | **section 7** |
# | 7 | **hyperparameters** | Which choices make it better? | **section 8** |
# | 8 | deployment | Do the saved weights work where they are needed, and fast enough? | |
# | 9 | watching | Do today's pictures still look like those of the training? | |
#
# The steps outside this lesson are a large part of the work. Google's [rules of machine
# learning](https://developers.google.com/machine-learning/guides/rules-of-ml) are about them, and PyTorch tells how to
# [save and load a model](https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html).
#
# | you write | in one line | points |
# |---|---|---|
# | `conv_output_size` | how wide a picture is after a convolution | {points.conv_output_size} |
# | `make_lenet` | the network | {points.make_lenet} |
# | `layer_shapes` | what shape the data has after every layer | {points.layer_shapes} |
# | `q_output_dims` | the same by hand, and one what-if | {points.q_output_dims} |
# | `init_weights` | where training starts | {points.init_weights} |
# | `make_optimizer`, `make_loss` | how it moves, and what it minimizes | {points.make_optimizer} + {points.make_loss} |
# | `accuracy` | correct predictions of one batch | {points.accuracy} |
# | `train_step` | one step of training | {points.train_step} |
# | `q_why_ten_percent` | a puzzle about the first step | {points.q_why_ten_percent} |
# | `evaluate_accuracy` | accuracy over a whole data set | {points.evaluate_accuracy} |
# | `train` | all epochs, and a history of them | {points.train} |
# | `plot_history` | the history as a picture | {points.plot_history} |
# | `trained_lenet` | a LeNet that works, with hyperparameters of your own | {points.trained_lenet} |
# | | | **{points.total}** |
#
# ## How your work is judged
#
# Behind every exercise stands a cell `check("…")`. Run it whenever you like: it tells you what holds, what does not,
# and often which wrong turn you took. Grading asks the same questions about other pictures and other weights. Cells
# without a check are yours to play with. Locked cells are put back as they were before your work is graded.
#
# <details><summary>The rules in full: open them when a check surprises you</summary>
#
# * **What your code does counts, not how it looks.** Loops, array operations, helpers in the same cell, functions
#   from PyTorch or your own, an earlier function called or written out again: all of it is fine. Keep names and
#   arguments.
# * **A number is an `int` or a `float`**, or NumPy's version of one. A tensor with one element is not a number yet:
#   `.item()` makes it one. Do not round; figures are compared to one part in ten thousand.
# * **A short last batch is a batch.** Every *picture* weighs the same, so a batch of 8 must not weigh as much as one
#   of 32.
# * **Training switches to training mode itself**, and clears gradients before `backward` or after the step, as you
#   like.
# * **Evaluating leaves no trace.** Weights, buffers and gradients are as they were; it runs in evaluation mode,
#   without gradients. In which mode you leave the network does not matter.
# * **Chance does not matter.** Checks bring their own weights and batches. You may draw as many random numbers as you
#   like.
# * **One cell, one exercise, one verdict.** A function is judged by what its own cell leaves behind. If an earlier
#   exercise went wrong, the later ones are asked with a stand-in for it wherever that can be done.
# * **A figure** has axis labels, and a legend entry for every curve that shares its axes with another one. Your words
#   will do as long as *train* or *test*, *loss* or *acc* can be read in them.
# * **The trained network** is judged by its accuracy on the test pictures only. It has to be trained on the training
#   set.
# </details>

# %% locked="setup"
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FashionMNIST

from autograder import check

torch.manual_seed(0)
torch.set_num_threads(1)  # a network this small gains nothing from a second core

# %% [markdown]
# ## 1. Look first
#
# Fashion-MNIST holds photographs of clothes from a shop's catalogue, scaled down to 28 × 28 grey values: ten kinds,
# as many pictures as MNIST has digits, but harder to tell apart. Beside this notebook lie the first 5,000 training
# and 1,000 test pictures. `ToTensor` turns a picture into a float tensor of shape (1, 28, 28), that is (channels,
# height, width), and its grey values 0 … 255 into numbers from 0 to 1. A `DataLoader` deals them out in batches: 32
# at a time for training, in a new order every epoch, and 256 at a time for testing. Neither divides evenly: both last
# batches are short.

# %% locked="data"
train_set = FashionMNIST(root="../data", train=True, download=True, transform=transforms.ToTensor())
test_set = FashionMNIST(root="../data", train=False, download=True, transform=transforms.ToTensor())
train_iter = DataLoader(train_set, batch_size=32, shuffle=True)
test_iter = DataLoader(test_set, batch_size=256)

# %% explore=true
print(len(train_set), "training pictures,", len(test_set), "test pictures")
print("of each kind:", torch.bincount(train_set.targets).tolist())
pictures, kinds = next(iter(train_iter))
print("one batch:", tuple(pictures.shape), pictures.dtype, "and labels", tuple(kinds.shape), kinds.dtype)

figure, axes = plt.subplots(4, 8, figsize=(9, 5.4), layout="constrained")
for ax, picture, kind in zip(axes.flat, pictures, kinds, strict=True):
    ax.imshow(picture[0], cmap="gray_r")
    ax.set_title(train_set.classes[kind], fontsize=8)
    ax.axis("off")
plt.show()

# %% [markdown]
# Run it a few times. Which kinds would *you* mix up? Write down a guess of the two hardest; after the training you
# can find out whether the network agrees.
#
# ## 2. What a convolution knows
#
# Suppose the first layer turns a picture into 6 maps of 28 × 28 values. A fully connected layer needs a weight for
# every pair of input and output: $784 \cdot 4704$, some 3.7 million, and has to learn what an edge looks like
# separately for every place where one can be. A convolution slides a window of 5 × 5 weights over the picture,
#
# $$h_{c,i,j} = b_c + \sum_{a=0}^{4}\sum_{b=0}^{4} w_{c,a,b}\; x_{i+a,\,j+b}\,,$$
#
# the same window for all places: $6 \cdot 25$ weights and 6 biases, 156 numbers in all. It assumes two things about
# pictures: what belongs together is close together, and what matters here matters there.
#
# **A word about the word.** In mathematics a convolution turns the window upside down and left to right before it
# slides: the sum runs over $x_{i-a,\,j-b}$. The formula above does not turn it. Its right name is
# *cross-correlation*, and every library of deep learning computes it under the name of convolution. For learning it
# makes no difference: a network that needs the turned window learns the turned weights. For a window that you bring
# yourself it does:

# %% explore=true
window = torch.tensor([[[[0.0, 0, 0], [1, 0, -1], [0, 0, 0]]]])  # the left neighbour minus the right one
boot = train_set[0][0].unsqueeze(0)
correlated = F.conv2d(boot, window)[0, 0]
convolved = F.conv2d(boot, window.flip(2, 3))[0, 0]
print("turning the window changes every sign here:", torch.equal(convolved, -correlated))

row, column = 10, 12
patch = boot[0, 0, row : row + 3, column : column + 3]
by_hand = (patch * window[0, 0]).sum()
print(f"one output by hand: {by_hand:.4f}, by conv2d: {correlated[row, column]:.4f}")

figure, axes = plt.subplots(1, 3, figsize=(8, 2.6), layout="constrained")
pictures = {"picture": boot[0, 0], "cross-correlation": correlated, "convolution": convolved}
for ax, (name, picture) in zip(axes, pictures.items(), strict=True):
    ax.imshow(picture, cmap="gray_r")
    ax.set_title(name, fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# ### How wide is the result?
#
# A window of width $k$ on a row of $n$ pixels fits at $n - k + 1$ places. Put $p$ pixels of zeros on **both** ends of
# the row first (*padding*), and move the window by $s$ pixels at a time (*stride*). Then it fits at
#
# $$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# places. The brackets mean rounding **down**: a last step that would carry the window over the edge is not taken.
# Pooling windows obey the same formula.
#
# ### Exercise `conv_output_size`
#
# `conv_output_size(size, kernel_size, padding=0, stride=1)` returns the width of the output as an `int`. Two examples
# from LeNet: 28 pixels, window 5, padding 2 stay 28; 28 pixels, window 2, stride 2 become 14.
#
# <details><summary>Hint: a number like 14.0</summary>
# Python has two divisions. One of them rounds down and stays with whole numbers.
# </details>


# %% exercise="conv_output_size"
def conv_output_size(size, kernel_size, padding=0, stride=1):
    """Width of the output of a convolution or pooling window: an int, in pixels."""
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel_size) // stride + 1
    ### END SOLUTION


# %% [markdown]
# ## 3. The network
#
# ![LeNet: a picture goes through two rounds of convolution and average pooling, then three dense layers](lenet.svg)
#
# Two rounds of *convolution, sigmoid, pooling* turn pixels into features; three linear layers turn features into ten
# scores, one for each kind of clothing. On the way the maps get smaller, and there are more of them: the network gives
# up *where* something is and gains *what* it is.
#
# Papers and books draw the same network in a shorter way, a box for each layer. The number in brackets is that of the
# channels, or of the outputs:
#
# ![The same network as a column of boxes, from the picture at the top to ten scores at the bottom](lenet_compact.svg)
#
# **Sigmoid** $\sigma(z) = 1/(1+e^{-z})$ follows every convolution and the first two linear layers. Without a bend
# between them, two linear layers in a row are one linear layer. The last layer has none: its ten numbers are *scores*
# (logits) and may be any size. Turning them into probabilities is the business of the loss.
#
# **Average pooling** replaces every 2 × 2 square by its mean. A sleeve that moves by one pixel hardly changes the
# result.
#
# | layer | what it does | weights + biases |
# |---|---|---|
# | convolution | 1 → 6 channels, window 5 × 5, padding 2; then sigmoid | 6 · (1 · 5 · 5) + 6 = 156 |
# | average pooling | window 2 × 2, stride 2 | none |
# | convolution | 6 → 16 channels, window 5 × 5, no padding; then sigmoid | 16 · (6 · 5 · 5) + 16 = 2,416 |
# | average pooling | window 2 × 2, stride 2 | none |
# | flatten | all maps of a picture as one row | none |
# | linear | → 120; then sigmoid | you will find out |
# | linear | 120 → 84; then sigmoid | 120 · 84 + 84 = 10,164 |
# | linear | 84 → 10 | 84 · 10 + 10 = 850 |
#
# ### Exercise `make_lenet`
#
# `make_lenet()` returns a new network, an `nn.Sequential`. Its outline is in the function below, with gaps where
# numbers are to be found. One number stands nowhere: how many features arrive at the first linear layer? Your formula
# from above knows.
#
# The finished network has 61,706 parameters, and the two convolutions hold only 2,572 of them.
#
# <details><summary>Hint: which layers exist?</summary>
# <code>nn.Conv2d</code>, <code>nn.AvgPool2d</code>, <code>nn.Flatten</code>, <code>nn.Linear</code> and
# <code>nn.Sigmoid</code>. Layers with the number of inputs first, then that of outputs.
# </details>
# <details><summary>Hint: "mat1 and mat2 shapes cannot be multiplied"</summary>
# The second number in the message is what arrives, the third what your linear layer expects. Follow the width of
# the picture through the layers: 28, then … Where does it differ from the drawing?
# </details>


# %% exercise="make_lenet"
def make_lenet():
    """A new LeNet: pictures (N, 1, 28, 28) in, ten scores for each picture (N, 10) out.

    nn.Sequential(
        nn.Conv2d(…, …, kernel_size=…, padding=…), …, nn.AvgPool2d(…),
        …, …, …,
        nn.Flatten(),
        nn.Linear(…, 120), …,
        …, …,
        nn.Linear(84, 10),
    )
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2),
        nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Conv2d(6, 16, kernel_size=5),
        nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Sigmoid(),
        nn.Linear(120, 84),
        nn.Sigmoid(),
        nn.Linear(84, 10),
    )
    ### END SOLUTION


# %% [markdown]
# ### Exercise `layer_shapes`
#
# The most useful habit in building networks: send one batch through, layer by layer, and look at its shape. Most
# mistakes are visible there before anything is trained.
#
# `layer_shapes(net, X)` returns a list with one pair for every layer of the `nn.Sequential` `net`, in order: the name
# of the layer's class, such as `"Conv2d"`, and the shape of what comes **out** of it when `X` goes in at the top of
# the network. The shape includes the batch; a `torch.Size` or a tuple will do.
#
# <details><summary>Hint: the name of a class</summary>
# <code>type(thing).__name__</code> is a string. You can loop over an <code>nn.Sequential</code>.
# </details>


# %% exercise="layer_shapes"
def layer_shapes(net, X):
    """[(class name of a layer, shape of its output), …] for a batch X (N, …) that goes through all of `net`."""
    ### BEGIN SOLUTION
    shapes = []
    for layer in net:
        X = layer(X)
        shapes.append((type(layer).__name__, tuple(X.shape)))
    return shapes
    ### END SOLUTION


# %% explore=true
net = make_lenet()
print("layer      output shape      parameters")
for layer, (name, shape) in zip(net, layer_shapes(net, torch.rand(1, 1, 28, 28)), strict=True):
    print(f"{name:<10} {shape!s:<16} {sum(p.numel() for p in layer.parameters()):>11,}")
print(f"{'all':<10} {'':<16} {sum(p.numel() for p in net.parameters()):>11,}")

# %% [markdown]
# ### Question `q_output_dims`
#
# 1. Follow one picture through the two convolutions and the two poolings. For each of the four, put size, window,
#    padding and stride into the formula and write down the width that comes out. How many features does `Flatten`
#    pass on, and why?
# 2. A classmate forgets the padding of the first convolution and changes nothing else. What are the four widths then,
#    how many features come out of `Flatten`, and at which layer does PyTorch complain?

# %% [markdown] written="q_output_dims"
# 1. Convolution: $(28 + 2\cdot 2 - 5)/1 + 1 = 28$. Pooling: $(28 - 2)/2 + 1 = 14$. Convolution: $(14 - 5)/1 + 1 =
#    10$. Pooling: $(10 - 2)/2 + 1 = 5$. There are 16 maps of $5 \times 5$, so 400 features.
# 2. $24, 12, 8, 4$: 16 maps of $4 \times 4$ are 256 features. Convolutions and poolings take any size, so nothing is
#    noticed until the first linear layer, which expects 400 numbers a picture and gets 256.

# %% [markdown]
# ## 4. Where to start: Xavier's rule
#
# Training moves weights; something has to say where they begin. All zeros will not do: all units of a layer would
# compute the same, get the same gradient, and stay the same for ever. So weights are drawn at random. How large?
#
# Take one unit, $z = \sum_{i=1}^{n_\text{in}} w_i x_i$, with independent weights of mean 0 and variance $v$. Then
# $\operatorname{Var}(z) = n_\text{in}\, v\, \operatorname{E}(x^2)$: for the signal to keep its size on the way
# **forward**, $v$ should be $1/n_\text{in}$. A gradient on its way **back** is a sum over the $n_\text{out}$ units
# that an input feeds: for that, $v$ should be $1/n_\text{out}$. Both at once is impossible unless the layer is
# square; Xavier Glorot and Yoshua Bengio proposed the compromise $v = 2/(n_\text{in}+n_\text{out})$. A uniform
# distribution on $[-a, a]$ has variance $a^2/3$, hence
#
# $$w \sim U(-a, a), \qquad a = \sqrt{\frac{6}{n_\text{in} + n_\text{out}}}\,.$$
#
# In a convolution $n_\text{in}$ counts all that one output sees, channels times window, and $n_\text{out}$ likewise.
#
# ### Exercise `init_weights`
#
# `init_weights(m)` is handed **one** module `m`. If it is an `nn.Linear` or an `nn.Conv2d`, its weight becomes
# Xavier-uniform as above; its bias, and every other kind of layer, stays as it is. The function changes `m` itself
# and need not return anything.
#
# You never call it by hand for each layer: `net.apply(init_weights)` calls it with every module inside `net`.
#
# <details><summary>Hint: is it there already?</summary>
# <code>torch.nn.init</code> knows this distribution by Xavier's name. In PyTorch, a function whose name ends in
# an underscore changes its argument in place.
# </details>


# %% exercise="init_weights"
def init_weights(m):
    """Give `m` Xavier-uniform weights if it is an nn.Linear or an nn.Conv2d; leave anything else alone."""
    ### BEGIN SOLUTION
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(m.weight)
    ### END SOLUTION


# %% [markdown]
# What does it do for a LeNet with sigmoids? This cell measures how much the values of a layer differ **from picture
# to picture**: the standard deviation over 256 pictures, averaged over the units of a layer. If it is close to 0, the
# layer says nearly the same about a boot as about a shirt. Guess before you run it: does Xavier's start rescue the
# signal?

# %% explore=true
X = torch.stack([test_set[i][0] for i in range(256)])
with torch.no_grad():
    default, xavier = make_lenet(), make_lenet().apply(init_weights)
    a = b = X
    print("layer      PyTorch's start  Xavier's start")
    for layer_a, layer_b in zip(default, xavier, strict=True):
        a, b = layer_a(a), layer_b(b)
        print(f"{type(layer_a).__name__:<10} {a.std(0).mean():15.4f} {b.std(0).mean():15.4f}")

# %% [markdown]
# Better, but far from good. Pixels differ by about 0.3; the ten scores differ by less than a thousandth. The reason
# is the sigmoid: its slope is at most 1/4, so each of four sigmoids shrinks every difference to a quarter or less.
# Xavier's argument holds for functions with slope 1 around 0. Keep this table in mind; it comes back in section 7.
#
# ## 5. How to move, and what to minimize
#
# Two kinds of numbers make a trained network. **Parameters** are learnt: the 61,706 weights and biases.
# **Hyperparameters** are chosen by a person, before training begins. This lesson has chosen:
#
# | hyperparameter | value | where | larger means |
# |---|---|---|---|
# | channels | 6, then 16 | `make_lenet` | more kinds of patterns, more work |
# | window, padding | 5 × 5; 2, then 0 | `make_lenet` | each output sees more of the picture |
# | pooling | average, 2 × 2, stride 2 | `make_lenet` | smaller maps, less about *where* |
# | activation | sigmoid | `make_lenet` | |
# | widths | 120, then 84 | `make_lenet` | more weights in the linear layers |
# | first weights | Xavier-uniform | `init_weights` | a livelier start, up to a limit |
# | optimizer | SGD | `make_optimizer` | |
# | learning rate | 0.9 | `make_optimizer` | longer steps; too long, and it breaks |
# | batch size | 32 | `train_iter` | fewer, better aimed steps an epoch |
# | epochs | 2 at first | the call of `train` | longer training, some day overfitting |
#
# The first five belong to the *architecture*. You will change the last three, and more, in section 8.
#
# ### Exercise `make_optimizer`
#
# Gradient descent subtracts the gradient times a learning rate: $w \leftarrow w - \eta\, \partial L / \partial w$.
# "Stochastic" (the S in SGD) says that the gradient is that of one batch, not of all pictures. `make_optimizer(net)`
# returns plain SGD over **all** parameters of `net` with the learning rate $\eta = 0.9$. That is a big step; small
# gradients need one.


# %% exercise="make_optimizer"
def make_optimizer(net):
    """Plain stochastic gradient descent over the parameters of `net` with learning rate 0.9."""
    ### BEGIN SOLUTION
    return torch.optim.SGD(net.parameters(), lr=0.9)
    ### END SOLUTION


# %% [markdown]
# ### Exercise `make_loss`
#
# From ten scores $z_0 \dots z_9$ the **softmax** makes probabilities, and **cross entropy** is the surprise at the
# true label $y$:
#
# $$p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}, \qquad L = -\log p_y = -z_y + \log \sum_k e^{z_k}\,,$$
#
# averaged over the batch. A network that has no idea gives each of ten kinds $p = 1/10$ and pays $\log 10 \approx
# 2.303$. Remember this number: you will see it wherever a network has learnt nothing.
#
# `make_loss()` returns something that can be called with scores (N, 10) and labels (N,), in this order, and gives the
# loss as a tensor that `backward()` works on. A module or a function, as you like.
#
# <details><summary>Hint: who applies the softmax?</summary>
# Read in PyTorch's documentation what <code>nn.CrossEntropyLoss</code> expects as its input: probabilities or
# "unnormalized logits"?
# </details>


# %% exercise="make_loss"
def make_loss():
    """The loss: called with scores (N, 10) and labels (N,) it returns the mean cross entropy, a 0-d tensor."""
    ### BEGIN SOLUTION
    return nn.CrossEntropyLoss()
    ### END SOLUTION


# %% [markdown]
# ## 6. One batch
#
# ### Exercise `accuracy`
#
# The network's prediction is the kind with the largest score. `accuracy(y_hat, y)` returns **how many** predictions
# of a batch are correct, for scores `y_hat` (N, 10) and labels `y` (N,). A number, not yet a share: numbers of
# correct predictions can be added up over batches of different sizes, shares cannot.


# %% exercise="accuracy"
def accuracy(y_hat, y):
    """Number of correct predictions for scores y_hat (N, 10) and labels y (N,)."""
    ### BEGIN SOLUTION
    return (y_hat.argmax(dim=1) == y).sum().item()
    ### END SOLUTION


# %% [markdown]
# ### Exercise `train_step`
#
# All of deep learning happens in this function. `train_step(net, X, y, loss, optimizer)`
#
# 1. puts the network into training mode,
# 2. sees to it that no gradient of an earlier batch is left: `backward` *adds* to what is there,
# 3. computes scores and loss,
# 4. asks for gradients, and
# 5. lets the optimizer take one step.
#
# It returns the pair `(loss, n_correct)` of this minibatch as plain numbers, both **from before the step**: they are
# by-products of the scores that you computed anyway.
#
# <details><summary>Hint: why not return the loss tensor?</summary>
# A loss tensor remembers the whole computation that led to it, all activations included. Keep a thousand
# of them and you keep a thousand batches in memory.
# </details>


# %% exercise="train_step"
def train_step(net, X, y, loss, optimizer):
    """One step of training on a batch X (N, 1, 28, 28), y (N,): (loss, number correct), both before the step."""
    ### BEGIN SOLUTION
    net.train()
    optimizer.zero_grad()
    y_hat = net(X)
    batch_loss = loss(y_hat, y)
    batch_loss.backward()
    optimizer.step()
    return batch_loss.item(), accuracy(y_hat.detach(), y)
    ### END SOLUTION


# %% [markdown]
# Try it: three steps with your optimizer, and after each a look at what the network says about all test pictures.

# %% explore=true
net = make_lenet().apply(init_weights)
optimizer, loss = make_optimizer(net), make_loss()
test_X = torch.stack([picture for picture, _ in test_set])
batches = iter(train_iter)
for step in range(3):
    batch_loss, n_correct = train_step(net, *next(batches), loss, optimizer)
    with torch.no_grad():
        predicted = net(test_X).argmax(dim=1)
    share = (predicted == test_set.targets).float().mean().item()
    print(f"step {step}: loss {batch_loss:.3f}, {n_correct} of 32 correct; test accuracy {share:.3f},", end=" ")
    print("predicted kinds:", {train_set.classes[k]: int(n) for k, n in enumerate(predicted.bincount()) if n})

# %% [markdown]
# ### Question `q_why_ten_percent`
#
# After the first minibatch the test accuracy is close to 10 %; after the second and third it still is, although the
# network predicts something else each time. Explain: why 10 %, and not 0 % or 30 %? What has the network learnt in
# these steps, and which of its parameters did most of it? (The table in section 4 and the last column above are your
# evidence.)

# %% [markdown] written="q_why_ten_percent"
# After one step the network gives every picture the same answer. Its scores hardly depend on the picture (they differ
# by less than a thousandth), so the largest is the same for all of them, and it is the last layer's bias that decides
# which: the step raised the scores of the kinds that were frequent in the batch of 32 and lowered the others. Each of
# the ten kinds makes up about a tenth of the test pictures, so whoever always gives the same answer is right for
# about 10 %. The network has learnt how often kinds occurred in the last batch, nothing about pictures.

# %% [markdown]
# ## 7. All batches
#
# ### Exercise `evaluate_accuracy`
#
# `evaluate_accuracy(net, data_iter)` returns the share of pictures in `data_iter` that `net` predicts correctly: a
# float between 0 and 1, over all batches. Think of the last one: 1,000 pictures in batches of 256 leave 232.
#
# Some layers behave differently in training, dropout and batch normalization for example. So switch to evaluation
# mode before you measure. And as nobody will call `backward`, tell PyTorch not to record anything: that is faster and
# needs less memory.
#
# <details><summary>Hint: two switches</summary>
# <code>net.eval()</code> is about the behaviour of layers, <code>torch.no_grad()</code> about recording for gradients.
# Neither implies the other.
# </details>


# %% exercise="evaluate_accuracy"
def evaluate_accuracy(net, data_iter):
    """Share of the pictures in `data_iter` that `net` predicts correctly: a float in [0, 1]."""
    ### BEGIN SOLUTION
    net.eval()
    correct, count = 0, 0
    with torch.no_grad():
        for X, y in data_iter:
            correct += accuracy(net(X), y)
            count += len(y)
    return correct / count
    ### END SOLUTION


# %% [markdown]
# ### Exercise `train`
#
# Now put the parts together. `train(net, train_iter, test_iter, num_epochs, lr)`
#
# * starts by giving `net` new weights with `init_weights`,
# * trains this very `net` by SGD with learning rate `lr`, one step for every batch of `train_iter`, `num_epochs`
#   times, and
# * returns a dict of three lists with one float an epoch:
#
# | key | meaning |
# |---|---|
# | `"train_loss"` | mean loss **per picture** over the epoch, of the losses seen while training |
# | `"train_acc"` | share of training pictures predicted correctly while training |
# | `"test_acc"` | accuracy on `test_iter`, measured after the epoch |
#
# A loss from `train_step` is the mean of its batch. To get the mean of an epoch, weigh each batch by its number of
# pictures.
#
# <details><summary>Hint: three running sums</summary>
# In every epoch keep the sum of (loss times batch size), the sum of correct predictions, and the number of pictures.
# </details>


# %% exercise="train"
def train(net, train_iter, test_iter, num_epochs, lr):
    """Train `net` in place: {"train_loss": …, "train_acc": …, "test_acc": …}, lists of one float an epoch."""
    ### BEGIN SOLUTION
    net.apply(init_weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss = make_loss()
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    for _ in range(num_epochs):
        loss_sum, correct, count = 0.0, 0, 0
        for X, y in train_iter:
            batch_loss, batch_correct = train_step(net, X, y, loss, optimizer)
            loss_sum += batch_loss * len(y)
            correct += batch_correct
            count += len(y)
        history["train_loss"].append(loss_sum / count)
        history["train_acc"].append(correct / count)
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
    return history
    ### END SOLUTION


# %% [markdown]
# Two epochs with the lesson's recipe, SGD at 0.9. On two CPU cores that takes about five seconds.

# %% explore=true
torch.manual_seed(0)
net = make_lenet()
history = train(net, train_iter, test_iter, num_epochs=2, lr=0.9)
for key, values in history.items():
    print(f"{key:<10}", " ".join(f"{value:.3f}" for value in values))

# %% [markdown]
# Ten percent, and a loss around 2.303. Is something broken? No. This is a **plateau**, and you are looking at a
# famous one. The next cell measures the mean size of the gradient in each layer of a freshly initialised LeNet.

# %% explore=true
net = make_lenet().apply(init_weights)
make_loss()(net(test_X[:256]), test_set.targets[:256]).backward()
for name, parameter in net.named_parameters():
    if name.endswith("weight"):
        print(f"layer {name:<10} mean |gradient| {parameter.grad.abs().mean():.1e}")

# %% [markdown]
# The last layer gets a gradient more than a hundred times as large as the first. Every sigmoid on the way back
# multiplies by its slope, at most 1/4, just as it did on the way forward. So the last layer learns at once (how
# frequent each kind is: loss 2.303), and the layers that could see a difference between a boot and a shirt hardly
# move. Slowly they do: the plateau is a slope, but a gentle one. With all 60,000 training pictures and batches of
# 256, SGD at 0.9 reaches test accuracies of about 0.28, 0.57, 0.70, 0.74 and 0.75 in its first five epochs. With our
# 5,000 pictures eight such epochs may pass without anything to be seen.
#
# The code is right, and that is a lesson as well: **correct and trained are different things**, which is why the
# checks above looked at single steps and not at an accuracy.
#
# ### Exercise `plot_history`
#
# `plot_history(hist)` draws the three lists of a history over the epochs: one axes or several, any style, and returns
# the figure. Label the axes, and name the curves in a legend.
#
# <details><summary>Hint: loss and accuracy in one picture?</summary>
# A loss of 2.3 and an accuracy of 0.1 share an axis badly. <code>plt.subplots(1, 2)</code> gives you two axes, each
# with <code>set_xlabel</code>, <code>set_ylabel</code> and <code>legend</code>. A curve gets its name by
# <code>label="…"</code>.
# </details>


# %% exercise="plot_history"
def plot_history(hist):
    """A figure of the lists "train_loss", "train_acc" and "test_acc" of `hist` over the epochs 1, 2, …"""
    ### BEGIN SOLUTION
    epochs = range(1, len(hist["train_loss"]) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    left.plot(epochs, hist["train_loss"], "o-", label="train loss")
    left.set_ylabel("cross entropy")
    right.plot(epochs, hist["train_acc"], "o-", label="train accuracy")
    right.plot(epochs, hist["test_acc"], "s--", label="test accuracy")
    right.set_ylabel("accuracy")
    for ax in (left, right):
        ax.set_xlabel("epoch")
        ax.legend()
    return figure
    ### END SOLUTION


# %% explore=true
plot_history(history)
plt.show()

# %% [markdown]
# ## 8. Off the plateau
#
# What would you change? Here is a small bench: one line is one experiment, and you can add your own. **Guess first**:
# which of them leaves 10 % within one epoch? Each takes two to three seconds.
#
# * *Momentum* adds up past gradients, so that steps get longer where the slope keeps its direction.
# * *Adam* divides each step by the recent size of that weight's gradient: a layer with gradients a hundred times
#   smaller still takes steps of the same length. Its learning rate is roughly the length of a step, so it has to be
#   small.
# * *ReLU*, $\max(0, z)$, has slope 1 wherever it is not 0. It is what took the sigmoid's place.


# %% explore=true
def one_epoch(net, optimizer):
    """Train for one epoch; returns the test accuracy."""
    for X, y in train_iter:
        train_step(net, X, y, nn.CrossEntropyLoss(), optimizer)
    return evaluate_accuracy(net, test_iter)


def with_relu(net):
    """The same layers with ReLU in place of every sigmoid."""
    return nn.Sequential(*(nn.ReLU() if isinstance(layer, nn.Sigmoid) else layer for layer in net))


torch.manual_seed(1)
net = make_lenet().apply(init_weights)
print(f"sigmoid, SGD 0.9, momentum 0.5  {one_epoch(net, torch.optim.SGD(net.parameters(), lr=0.9, momentum=0.5)):.3f}")
net = make_lenet().apply(init_weights)
print(f"sigmoid, Adam 0.0005            {one_epoch(net, torch.optim.Adam(net.parameters(), lr=0.0005)):.3f}")
net = make_lenet().apply(init_weights)
print(f"sigmoid, Adam 0.05              {one_epoch(net, torch.optim.Adam(net.parameters(), lr=0.05)):.3f}")
net = with_relu(make_lenet()).apply(init_weights)
print(f"ReLU,    SGD 0.1                {one_epoch(net, torch.optim.SGD(net.parameters(), lr=0.1)):.3f}")

# %% [markdown]
# For discussion, no points: Why does Adam fail at 0.05, and why is it slow at 0.0005? The batch size is a
# hyperparameter as well: with batches of 256, 5,000 pictures make only 20 steps an epoch. Try it. And what would
# happen with `lr=0.9` and ReLU?
#
# ### Exercise `trained_lenet`
#
# Train a LeNet that works: leave it under the name `trained_lenet`. Its accuracy on the test pictures, in evaluation
# mode, must reach **{percent.trained_lenet} %**. Optimizer, learning rate, batch size, number of epochs and start are
# your choice; train on the **training** set. The cell may take {seconds.trained_lenet} seconds. A good choice needs two
# to four epochs, about 5 to 10 seconds.
#
# The accuracy depends a little on chance. Aim for something near 70 %, and you have nothing to fear from another
# seed.
#
# <details><summary>Hint: where to look</summary>
# Between the two learning rates for Adam above there are two powers of ten. Try some in the middle.
# </details>
# <details><summary>Hint: a livelier start</summary>
# A sigmoid passes on a quarter of a change at most. Weights twice as large as <code>init_weights</code> draws them make
# up for some of that, and the plateau gets shorter.
# </details>
# <details><summary>Hint: <code>train</code> only knows SGD</summary>
# You do not need <code>train</code>: <code>train_step</code> takes any optimizer, and the bench above shows the loop.
# </details>

# %% exercise="trained_lenet"
### BEGIN SOLUTION
trained_lenet = make_lenet().apply(init_weights)
with torch.no_grad():
    for parameter in trained_lenet.parameters():
        parameter *= 2  # the slope of a sigmoid is a quarter at most: a livelier start halves the plateau
optimizer = torch.optim.Adam(trained_lenet.parameters(), lr=0.004)
for epoch in range(2):
    for X, y in train_iter:
        train_step(trained_lenet, X, y, make_loss(), optimizer)
    print(f"epoch {epoch + 1}: test accuracy {evaluate_accuracy(trained_lenet, test_iter):.3f}")
### END SOLUTION

# %% [markdown]
# Which kinds does it mix up? Row: what it is. Column: what the network says. Did you guess the two hardest?

# %% explore=true
trained_lenet.eval()
with torch.no_grad():
    predicted = trained_lenet(test_X).argmax(dim=1)
confusion = torch.zeros(10, 10)
for truth, guess in zip(test_set.targets, predicted, strict=True):
    confusion[truth, guess] += 1

figure, ax = plt.subplots(figsize=(6, 5), layout="constrained")
ax.imshow(confusion, cmap="Blues")
ax.set_xticks(range(10), train_set.classes, rotation=60, ha="right")
ax.set_yticks(range(10), train_set.classes)
ax.set_xlabel("predicted")
ax.set_ylabel("true")
for truth, guess in np.ndindex(10, 10):
    if confusion[truth, guess]:
        ax.text(guess, truth, int(confusion[truth, guess]), ha="center", va="center", fontsize=8)
plt.show()

# %% [markdown]
# ## What to take along
#
# * A convolution is a linear layer that was told two things about pictures; that saves millions of weights.
# * Send one batch through and read the shapes, before you train anything.
# * $\log 10$ is the loss of ignorance for ten kinds, and 10 % its accuracy. Know these numbers for your own problem.
# * Sigmoids in a row shrink signals and gradients. Xavier's start, Adam and ReLU are three answers to the same
#   trouble.
# * Means of batches are not means of pictures. Add up sums, divide once.
#
# **To read on:** *Dive into Deep Learning* has the same network in [its chapter on
# LeNet](https://d2l.ai/chapter_convolutional-neural-networks/lenet.html), and explains [padding and
# stride](https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html) with pictures. The papers:
# [LeNet-5](https://doi.org/10.1109/5.726791), [Xavier's start](https://proceedings.mlr.press/v9/glorot10a.html),
# [Fashion-MNIST](https://arxiv.org/abs/1708.07747).
