"""What is graded in the training loop lesson: inputs, probes and checks.

Several exercises build on earlier ones. While one is asked, stand-ins take the place of those that came before it, so
that no mistake is counted twice. None of them is a solution: they work only for the small networks and batches of this
file, or play back what the reference did.
"""

import copy
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.parameter import UninitializedParameter
from torch.utils._python_dispatch import TorchDispatchMode

from autograder.authoring import agree, check, inputs, loader, probe, require

LAYERS = ("conv1", "conv2", "fc1", "fc2", "out")
FIGURES = ("loss_before", "correct_before", "loss_after", "correct_after")

# --- Network ----------------------------------------------------------------------------------------------------------


@inputs
def grey_images(rng):
    """Weights for every layer and images (5, 1, 28, 28), drawn so that every activation matters."""
    return {"weights": network_weights(rng, channels=1), "images": torch.rand(5, 1, 28, 28, generator=rng), "channels": 1}


@inputs
def colour_images(rng):
    """The same with three channels."""
    return {"weights": network_weights(rng, channels=3), "images": torch.rand(4, 3, 28, 28, generator=rng), "channels": 3}


def network_weights(rng, channels):
    """Random weights and biases by layer, of a size that keeps about half of all activations negative."""
    shapes = {
        "conv1": (6, channels, 5, 5), "conv2": (12, 6, 5, 5), "fc1": (120, 192), "fc2": (60, 120), "out": (10, 60),
    }  # fmt: skip
    weights = {}
    for name, shape in shapes.items():
        inputs_of_one_unit = shape[1:].numel() if isinstance(shape, torch.Size) else int(np.prod(shape[1:]))
        scale = (2 / inputs_of_one_unit) ** 0.5
        weights[f"{name}.weight"] = scale * torch.randn(shape, generator=rng)
        weights[f"{name}.bias"] = 0.2 * torch.randn(shape[0], generator=rng)
    return weights


def make_network(lesson, channels):
    """The student's network; made with no argument where the default will do."""
    network = lesson.Network() if channels == 1 else lesson.Network(channels=channels)
    if any(isinstance(parameter, UninitializedParameter) for parameter in network.parameters()):
        network(torch.zeros(2, channels, 28, 28))
    return network


@probe
def layer_shapes(lesson, channels):
    """Shapes of the weights and biases by name: {"conv1.weight": (6, 1, 5, 5), …}; a missing layer is left out."""
    network = make_network(lesson, channels)
    shapes = {}
    for name in LAYERS:
        for kind in ("weight", "bias"):
            parameter = getattr(getattr(network, name, None), kind, None)
            if parameter is not None:
                shapes[f"{name}.{kind}"] = tuple(parameter.shape)
    return shapes


@probe
def outputs(lesson, weights, images, channels):
    """Logits of `images` (N, channels, 28, 28) under the given weights: the whole batch (N, 10), one image (1, 10)."""
    network = make_network(lesson, channels)
    with torch.no_grad():
        for name, values in weights.items():
            layer, kind = name.split(".")
            getattr(getattr(network, layer), kind).copy_(values)
        network.eval()
        return {"logits of a batch": network(images), "logits of one image": network(images[:1])}


@check("Network")
def has_the_five_layers(student, expected):
    """the five layers are there under their names, in the right sizes"""
    agree(student(layer_shapes, channels=1), expected(layer_shapes, channels=1), what="the network")


@check("Network")
def computes_the_logits(student, expected, grey_images):
    """with given weights, images become the right logits"""
    agree(student(outputs, **grey_images), expected(outputs, **grey_images), what="the output")


@check("Network")
def takes_any_number_of_channels(student, expected, colour_images):
    """`Network(channels=3)` takes colour images"""
    agree(student(layer_shapes, channels=3), expected(layer_shapes, channels=3), what="the network for colour images")
    agree(student(outputs, **colour_images), expected(outputs, **colour_images), what="the output for colour images")


# --- get_num_correct --------------------------------------------------------------------------------------------------


@inputs
def ten_answers(rng):
    """Logits (10, 10), as many images as classes, of which six are right."""
    return some_answers(rng, size=10, right=6)


@inputs
def batches_of_answers(rng):
    """Batches of other sizes: none right, all right, one image alone."""
    return {
        "batches": [some_answers(rng, size=7, right=0), some_answers(rng, size=23, right=23), some_answers(rng, 1, 1)],
    }


def some_answers(rng, size, right):
    """Logits (size, 10) of which the first `right` are largest at their label; all of them far from a tie."""
    labels = torch.randint(10, (size,), generator=rng)
    answers = torch.where(torch.arange(size) < right, labels, (labels + 3) % 10)
    preds = torch.rand(size, 10, generator=rng) - 2
    preds[torch.arange(size), answers] += 1.5
    return {"preds": preds, "labels": labels}


@probe
def number_correct(lesson, preds, labels):
    """What `get_num_correct` returns."""
    return lesson.get_num_correct(preds, labels)


@probe
def numbers_correct(lesson, batches):
    """What it returns for each of several batches."""
    return [lesson.get_num_correct(batch["preds"], batch["labels"]) for batch in batches]


@check("get_num_correct")
def counts_the_correct_answers(student, expected, ten_answers):
    """counts the images whose largest logit stands at their label, as an int"""
    agree(student(number_correct, **ten_answers), expected(number_correct, **ten_answers), what="the count")


@check("get_num_correct")
def counts_batches_of_any_size(student, expected, batches_of_answers):
    """counts any number of images: none right, all right, a single one"""
    found = student(numbers_correct, **batches_of_answers)
    agree(found, expected(numbers_correct, **batches_of_answers), what="the counts")


# --- softmax and cross_entropy ----------------------------------------------------------------------------------------


class TorchCalls(TorchDispatchMode):
    """Counts the operations of torch that run inside a `with` block."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += 1
        return function(*args, **(kwargs or {}))


@inputs
def logit_arrays(rng):
    """Logits of one image (5,), of a square batch (4, 4), of a batch (3, 5), and the same in whole numbers."""
    single, square, batch = (torch.randn(shape, generator=rng).double() * 2 for shape in ((5,), (4, 4), (3, 5)))
    whole = torch.randint(-3, 4, (3, 5), generator=rng)
    return {
        "arrays": {
            "a batch": square.numpy(),
            "a batch of other shape": batch.numpy(),
            "one image": single.numpy(),
            "whole numbers": whole.numpy(),
            "one image in whole numbers": whole[0].numpy(),
        }
    }


@inputs
def large_logits(rng):
    """Logits around 1,000, then a batch in which only one of the images has such logits."""
    near = 3 * torch.rand(3, 4, generator=rng).double()
    return {
        "all large": {"a": (near + 1000).numpy()},
        "mixed": {"a": (near + torch.tensor([[1000.0], [0.0], [-1000.0]])).numpy()},
    }


@probe
def softmax_of(lesson, a):
    """The probabilities of one array, float64 where it is an array."""
    return as_float64(lesson.softmax(a))


@probe
def softmax_of_all(lesson, arrays):
    """The probabilities of each array."""
    return {name: as_float64(lesson.softmax(a)) for name, a in arrays.items()}


@probe
def argument_after_softmax(lesson, arrays):
    """What is left in each array after `softmax` was given it."""
    for a in arrays.values():
        lesson.softmax(a)
    return arrays


@probe
def torch_calls_in_softmax(lesson, a):
    """How many operations of torch `softmax` makes."""
    with TorchCalls() as calls:
        lesson.softmax(a)
    return calls.count


def as_float64(values):
    """A NumPy array in double precision; anything else as it is."""
    return values.astype(np.float64) if isinstance(values, np.ndarray) else values


@check("softmax")
def turns_logits_into_probabilities(student, expected, logit_arrays):
    """each row of logits becomes a row of probabilities"""
    agree(student(softmax_of_all, **logit_arrays), expected(softmax_of_all, **logit_arrays), what="the softmax")


@check("softmax")
def stays_finite(student, expected, large_logits):
    """logits of 1,000 do no harm"""
    for name, arrays in large_logits.items():
        agree(student(softmax_of, **arrays), expected(softmax_of, **arrays), what=f"the softmax ({name} logits)")


@check("softmax")
def leaves_its_argument_alone(student, expected, logit_arrays):
    """the array it is given is the same afterwards"""
    found = student(argument_after_softmax, **logit_arrays)
    agree(found, expected(argument_after_softmax, **logit_arrays), what="the argument after the call")


@check("softmax")
def softmax_needs_no_torch(student, logit_arrays):
    """it is written in NumPy alone"""
    calls = student(torch_calls_in_softmax, a=logit_arrays["arrays"]["a batch"])
    require(calls == 0, "`softmax` calls torch; write it with NumPy alone")


@inputs
def labelled_logits(rng):
    """Batches of logits with labels: square, as many images as classes; a longer one; one image; whole numbers."""
    batches = [
        {"logits": 2 * torch.randn(4, 4, generator=rng).double(), "labels": torch.randint(4, (4,), generator=rng)},
        {"logits": 2 * torch.randn(7, 3, generator=rng).double(), "labels": torch.randint(3, (7,), generator=rng)},
        {"logits": 2 * torch.randn(1, 10, generator=rng).double(), "labels": torch.randint(10, (1,), generator=rng)},
        {"logits": torch.randint(-3, 4, (5, 6), generator=rng), "labels": torch.randint(6, (5,), generator=rng)},
    ]
    return {"batches": [{name: tensor.numpy() for name, tensor in batch.items()} for batch in batches]}


def softmax_by_torch(calls=None):
    """A right softmax in place of the student's; what it does in torch does not count among `calls`."""

    def softmax(a):
        before = calls.count if calls else 0
        probabilities = torch.as_tensor(np.asarray(a), dtype=torch.float64).softmax(dim=-1).numpy()
        if calls:
            calls.count = before
        return probabilities

    return softmax


@probe
def cross_entropies(lesson, batches):
    """The cross entropy of each batch."""
    with lesson.using(softmax=softmax_by_torch()):
        return [lesson.cross_entropy(batch["logits"], batch["labels"]) for batch in batches]


@probe
def torch_calls_in_cross_entropy(lesson, logits, labels):
    """How many operations of torch `cross_entropy` makes, apart from `softmax`."""
    calls = TorchCalls()
    with lesson.using(softmax=softmax_by_torch(calls)), calls:
        lesson.cross_entropy(logits, labels)
    return calls.count


@check("cross_entropy")
def averages_the_surprise(student, expected, labelled_logits):
    """the mean over the batch of minus the logarithm of each label's probability"""
    agree(student(cross_entropies, **labelled_logits), expected(cross_entropies, **labelled_logits), what="the losses")


@check("cross_entropy")
def cross_entropy_needs_no_torch(student, labelled_logits):
    """it is written in NumPy alone"""
    calls = student(torch_calls_in_cross_entropy, **labelled_logits["batches"][0])
    require(calls == 0, "`cross_entropy` calls torch; write it with NumPy alone")


# --- gradient_sum -----------------------------------------------------------------------------------------------------


@inputs
def gradients(rng):
    """Gradients for the weights (6, 1, 5, 5) and biases (6,) of conv1, and for conv2; their sums are far from 0."""
    return {
        "weight": torch.randn(6, 1, 5, 5, generator=rng) - 0.4,
        "bias": torch.rand(6, generator=rng) + 1,
        "others": torch.rand(12, 6, 5, 5, generator=rng) + 0.1,
    }


def two_convolutions():
    """A network that has a `conv1` and a `conv2`."""
    torch.manual_seed(0)
    return nn.Sequential(OrderedDict(conv1=nn.Conv2d(1, 6, 5), conv2=nn.Conv2d(6, 12, 5)))


@probe
def gradient_sum_of(lesson, weight, bias, others):
    """`gradient_sum` of a network whose gradients are the given ones."""
    network = two_convolutions()
    network.conv1.weight.grad = weight
    network.conv1.bias.grad = bias
    network.conv2.weight.grad = others
    return lesson.gradient_sum(network)


@probe
def gradient_sums_without_gradients(lesson):
    """`gradient_sum` before any `backward`, and with gradients set to zero."""
    untouched, cleared = two_convolutions(), two_convolutions()
    for parameter in cleared.parameters():
        parameter.grad = torch.zeros_like(parameter)
    return {"before any backward": lesson.gradient_sum(untouched), "gradients of zero": lesson.gradient_sum(cleared)}


@check("gradient_sum")
def adds_up_the_gradient(student, expected, gradients):
    """adds up the gradient of the weights of `conv1`, signs included"""
    agree(student(gradient_sum_of, **gradients), expected(gradient_sum_of, **gradients), what="the sum")


@check("gradient_sum")
def is_zero_without_a_gradient(student, expected):
    """a gradient of None or of zeros counts as 0.0"""
    found = student(gradient_sums_without_gradients)
    agree(found, expected(gradient_sums_without_gradients), what="the sum")


# --- train_one_batch, train_one_epoch and fit: a small network and stand-ins ------------------------------------------


class DoubleInTraining(nn.Module):
    """Doubles its input in training mode only, as plainly as dropout does it at random."""

    def forward(self, images):
        return 2 * images if self.training else images


def small_network(weight, bias, notices_mode):
    """Images (N, 1, 28, 28) to logits (N, 10) by one linear layer over 16 square averages, handed over in eval mode."""
    linear = nn.Linear(16, 10)
    linear.load_state_dict({"weight": weight, "bias": bias})
    first = DoubleInTraining() if notices_mode else nn.Identity()
    return nn.Sequential(first, nn.AvgPool2d(7), nn.Flatten(), linear).eval()


def two_kinds_of_images(rng, size):
    """Weights of the small network, images (size, 1, 28, 28) and labels 0 or 1, on which it is wrong but learns fast.

    The two kinds differ by a pattern of 16 squares that the weights take for the opposite kind. All other classes have
    logits far below.
    """
    pattern = torch.randn(16, generator=rng)
    pattern = (pattern - pattern.mean()) / pattern.std()
    labels = torch.randint(2, (size,), generator=rng)
    squares = 0.5 + 0.08 * (2 * labels[:, None] - 1) * pattern + 0.05 * torch.randn(size, 16, generator=rng)
    images = squares.reshape(size, 1, 4, 4).clamp(0, 1).repeat_interleave(7, 2).repeat_interleave(7, 3)
    weight = 0.02 * torch.randn(10, 16, generator=rng)
    weight[0] += 0.4 * pattern
    weight[1] -= 0.4 * pattern
    bias = torch.full((10,), -9.0)
    bias[:2] = 0
    return {"weight": weight, "bias": bias, "images": images, "labels": labels}


def count_among_two(preds, labels):
    """In place of `get_num_correct`: knows only the two classes that the small network's batches have."""
    return int(((preds[:, 1] > preds[:, 0]) == (labels == 1)).sum())


def library_loss(logits, labels, **options):
    """In place of the NumPy `cross_entropy`, for whoever calls it on arrays, or has given torch's this name."""
    loss = F.cross_entropy(torch.as_tensor(logits), torch.as_tensor(labels), **options)
    return loss if isinstance(logits, torch.Tensor) else loss.item()


class Playback:
    """In place of `train_one_batch` and `train_one_epoch`: takes the recorded steps and returns the recorded figures."""

    def __init__(self, record, steps_per_epoch):
        self.gradients = iter(record["gradients"])
        self.batches = iter(record["batches"])
        self.epochs = iter(record["epochs"])
        self.steps_per_epoch = steps_per_epoch

    def step(self, network, optimizer):
        """One step of `optimizer` along the next recorded gradient."""
        network.zero_grad()
        for parameter, gradient in zip(network.parameters(), next(self.gradients), strict=False):
            parameter.grad = gradient.clone()
        optimizer.step()
        network.zero_grad()

    def train_one_batch(self, network, optimizer, images, labels):
        """The recorded figures of the next batch."""
        self.step(network, optimizer)
        return dict(next(self.batches))

    def train_one_epoch(self, network, loader, optimizer):
        """The recorded figures of the next epoch."""
        for _ in range(self.steps_per_epoch):
            self.step(network, optimizer)
        return tuple(next(self.epochs))


def sgd(network, lr, momentum):
    """Gradient descent with a momentum, so that an optimizer with another memory shows."""
    return torch.optim.SGD(network.parameters(), lr=lr, momentum=momentum)


def weights_of(network):
    """Weights and biases by name, as they are now."""
    return {name: values.clone() for name, values in network.state_dict().items()}


@inputs
def two_batches(rng):
    """The small network's weights, and two batches of 24 images."""
    return two_kinds_of_images(rng, size=48)


@probe
def two_steps(lesson, weight, bias, images, labels, notices_mode):
    """`train_one_batch` on two batches: the figures it returns, and the weights after each."""
    network = small_network(weight, bias, notices_mode)
    optimizer = sgd(network, lr=2.0, momentum=0.5)
    figures, weights = [], []
    with lesson.using(get_num_correct=count_among_two, cross_entropy=library_loss):
        for batch in zip(images.split(24), labels.split(24), strict=True):
            figures.append(lesson.train_one_batch(network.eval(), optimizer, *batch))
            weights.append(weights_of(network))
    return {"figures": figures, "weights": weights}


def figures_at(figures, moment):
    """The loss and the count of each batch "before" or "after" the step, where the answer is a dict; else the answer."""
    wanted = [key for key in FIGURES if key.endswith(moment)]
    return [{key: f[key] for key in wanted if key in f} if isinstance(f, dict) else f for f in figures]


@check("train_one_batch")
def makes_one_step(student, expected, two_batches):
    """moves every weight as exactly one step in training mode does, batch after batch"""
    found = student(two_steps, **two_batches, notices_mode=True)
    wanted = expected(two_steps, **two_batches, notices_mode=True)
    agree(found["weights"], wanted["weights"], what="the weights after each batch")


@check("train_one_batch")
def measures_before_the_step(student, expected, two_batches):
    """"loss_before" and "correct_before" are those of the weights before the step"""
    found = student(two_steps, **two_batches, notices_mode=False)
    wanted = expected(two_steps, **two_batches, notices_mode=False)
    agree(figures_at(found["figures"], "before"), figures_at(wanted["figures"], "before"), what="the returned dict")


@check("train_one_batch")
def measures_after_the_step(student, expected, two_batches):
    """"loss_after" and "correct_after" are those of the weights after the step"""
    found = student(two_steps, **two_batches, notices_mode=False)
    wanted = expected(two_steps, **two_batches, notices_mode=False)
    agree(figures_at(found["figures"], "after"), figures_at(wanted["figures"], "after"), what="the returned dict")
