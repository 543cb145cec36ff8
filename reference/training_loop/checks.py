"""What is graded in the training loop lesson: inputs, probes and checks.

Several exercises build on earlier ones. While one is asked, stand-ins take the place of those that came before it, so
that no mistake is counted twice. None of them is a solution: they work only for the small networks and batches of this
file, or play back what the reference did.
"""

import itertools
import math
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader
from torchvision.datasets import FashionMNIST

from autograder.authoring import agree, agree_on, check, inputs, loader, networks, part, probe, require

LAYERS = ("conv1", "conv2", "fc1", "fc2", "out")


# --- Network ----------------------------------------------------------------------------------------------------------
@inputs
def grey_images(rng):
    """Weights for every layer and images (5, 1, 28, 28) so strong that every activation matters."""
    weights, images = network_weights(rng, channels=1), 5 * torch.rand(5, 1, 28, 28, generator=rng)
    return {"weights": weights, "images": images, "channels": 1}


@inputs
def colour_images(rng):
    """The same with three channels."""
    weights, images = network_weights(rng, channels=3), torch.rand(4, 3, 28, 28, generator=rng)
    return {"weights": weights, "images": images, "channels": 3}


def network_weights(rng, channels):
    """Random weights and biases by layer, of a size that keeps about half of all activations negative."""
    shapes = {
        "conv1": (6, channels, 5, 5), "conv2": (12, 6, 5, 5), "fc1": (120, 192), "fc2": (60, 120), "out": (10, 60),
    }  # fmt: skip
    weights = {}
    for name, shape in shapes.items():
        scale = (2 / math.prod(shape[1:])) ** 0.5
        weights[f"{name}.weight"] = scale * torch.randn(shape, generator=rng)
        weights[f"{name}.bias"] = 0.2 * torch.randn(shape[0], generator=rng)
    return weights


def make_network(lesson, channels):
    """The student's network; made with no argument where the default will do."""
    network = lesson.Network() if channels == 1 else lesson.Network(channels=channels)
    return networks.made(network, torch.zeros(2, channels, 28, 28))


stamped = networks.stamped


@probe
def layer_shapes(lesson, channels, stamped):
    """Shapes of weights and biases as text, {"conv1.weight": "(6, 1, 5, 5)", …}, and what they hold when "filled"."""
    parameters = networks.parameters_of(make_network(lesson, channels), LAYERS)
    shapes = {name: str(tuple(parameter.shape)) for name, parameter in parameters.items()}
    return {"shapes": shapes, "filled": networks.stamp(parameters.values(), stamped)}


def agree_on_layers(student, expected, channels, stamped, what):
    """Compare the sizes of all layers, then what they hold when they were filled."""
    found, wanted = (ask(layer_shapes, channels, stamped) for ask in (student, expected))
    agree(found["shapes"], wanted["shapes"], what)
    agree(found["filled"], wanted["filled"], f"what {what} holds when it was filled")


@probe
def outputs(lesson, weights, images, channels):
    """Logits of `images` (N, channels, 28, 28) under the given weights, and the gradients that reach the layers.

    Where the weights do not fit in, only the names of those that do.
    """
    network = make_network(lesson, channels)
    parameters = networks.parameters_of(network, LAYERS)
    fitting = [name for name in weights if name in parameters and parameters[name].shape == weights[name].shape]
    if len(fitting) < len(weights):
        return {"fitting": fitting}
    networks.put(parameters, weights)
    return networks.answers(network, images, parameters)


def agree_on_outputs(student, expected, case, what):
    """Fail unless the weights fit in, the logits are right, and gradients reach every layer."""
    found = student(outputs, **case)
    require("fitting" not in found, "Right weights do not fit into the layers: look at their names and sizes")
    networks.agree_on_answers(found, expected(outputs, **case), what)


@check("Network")
def has_the_five_layers(student, expected, stamped):
    """the five layers are there under their names, in the right sizes"""
    agree_on_layers(student, expected, 1, stamped, "the network")


@check("Network")
def computes_the_logits(student, expected, grey_images):
    """with given weights, images become the right logits"""
    agree_on_outputs(student, expected, grey_images, "the output")


@check("Network")
def takes_any_number_of_channels(student, expected, colour_images, stamped):
    """`Network(channels=3)` takes colour images"""
    agree_on_layers(student, expected, 3, stamped, "the network for colour images")
    agree_on_outputs(student, expected, colour_images, "the output of the network for colour images")


# --- get_num_correct --------------------------------------------------------------------------------------------------
@inputs
def square_batches(rng):
    """Logits (10, 10) three times, as many images as classes; seven tenths, in 32 bits, are less than seven of ten."""
    counts = [7, *(2 + torch.randperm(5, generator=rng)[:2]).tolist()]
    return {"batches": [some_answers(rng, size=10, right=right) for right in counts]}


@inputs
def batches_of_answers(rng):
    """Batches of other sizes: none right, more than 256 and all right, one image alone, and some right of twenty."""
    many, some = (int(torch.randint(low, low + 15, (), generator=rng)) for low in (260, 25))
    return {"batches": [some_answers(rng, *sizes) for sizes in ((7, 0), (many, many), (1, 1), (20, 40 - some))]}


def some_answers(rng, size, right):
    """Logits (size, 10) of which the first `right` are largest at their label; all of them far from a tie.

    The largest logit of all belongs to the first image, so that its place is a class. Some images have negative ones
    only, and whole numbers are too coarse to tell them apart.
    """
    labels = torch.randint(int(size == 1), 10, (size,), generator=rng)
    answers = torch.where(torch.arange(size) < right, labels, (labels + 1 + torch.arange(size) % 9) % 10)
    preds = torch.rand(size, 10, generator=rng) - 2
    preds[torch.arange(size), answers] += 1.5
    preds[-1, labels[-1]] = preds[-1, answers[-1]] - 0.3  # the second largest, where it is not the largest
    preds[0, answers[0]] += 1
    preds[4:5, answers[4:5]] = preds[2:3, answers[2:3]]  # a number alone tells no image
    preds = preds / 5 + 0.5 * (torch.arange(size)[:, None] % 2 == 0) - 0.2
    return {"preds": preds, "labels": labels}


@probe
def numbers_correct(lesson, batches):
    """What `get_num_correct` returns for each of several batches."""
    return [lesson.get_num_correct(batch["preds"], batch["labels"]) for batch in batches]


@check("get_num_correct")
def counts_the_correct_answers(student, expected, square_batches):
    """counts the images whose largest logit stands at their label, as an int"""
    found, wanted = student(numbers_correct, **square_batches), expected(numbers_correct, **square_batches)
    for count, right in zip(found, wanted, strict=True):
        agree(count, right, what="the count in a batch of ten")


@check("get_num_correct")
def counts_batches_of_any_size(student, expected, batches_of_answers):
    """counts any number of images: none right, all right, a single one"""
    found, wanted = student(numbers_correct, **batches_of_answers), expected(numbers_correct, **batches_of_answers)
    for count, right, batch in zip(found, wanted, batches_of_answers["batches"], strict=True):
        agree(count, right, what=f"the count in a batch of {len(batch['labels'])}")


# --- softmax and cross_entropy ----------------------------------------------------------------------------------------
class TorchCalls(TorchDispatchMode):
    """Counts the operations of torch that run inside a `with` block."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += 1
        return function(*args, **(kwargs or {}))

    def make(self, own):
        """Call torch twice `own` times, so that it shows that operations are counted."""
        for _ in range(own):
            torch.zeros(1).add(1)


@inputs
def own(rng):
    """How many operations of torch are made beside those of the student's code."""
    return int(torch.randint(3, 50, (), generator=rng))


@inputs
def logit_arrays(rng):
    """Logits of one image (5,), of a square batch (4, 4), of a batch (3, 5), of three and one in whole numbers."""
    single, square, batch = (torch.randn(shape, generator=rng).double() * 2 for shape in ((5,), (4, 4), (3, 5)))
    whole = torch.randint(-3, 4, (3, 5), generator=rng)
    return {
        "a batch": square.numpy(),
        "a batch of other shape": batch.numpy(),
        "one image": single.numpy(),
        "whole numbers": whole.numpy(),
        "a batch of one image": whole[:1].numpy(),
    }


@inputs
def large_logits(rng):
    """Logits around 1,000, then a batch in which one image has such logits, then an image that has all kinds."""
    near = 3 * torch.rand(3, 4, generator=rng).double()
    return {
        "large logits": (near + 1000).numpy(),
        "large and small logits together": (near + torch.tensor([[1000.0], [0.0], [-1000.0]])).numpy(),
        "an image with large and small logits": (near[0] + torch.tensor([0.0, 1000.0, -1000.0, 1000.0])).numpy(),
    }


@probe
def softmax_of(lesson, a):
    """The probabilities of one array, float64 where it is an array."""
    return as_float64(lesson.softmax(a))


@probe
def argument_after_softmax(lesson, a):
    """What is left in an array after `softmax` was given it, doubled, and what that returned."""
    result = lesson.softmax(a)
    return {"doubled": 2 * a, "returned": as_numbers(result)}


@probe
def torch_calls_in_softmax(lesson, a, own):
    """How many operations of torch `softmax` makes and, two by two, `own` of ours; what it returns."""
    with TorchCalls() as calls:
        result = lesson.softmax(a)
        calls.make(own)
    return {"calls": calls.count, "returned": as_numbers(result)}


def as_numbers(values):
    """What NumPy can read as an array of numbers; None for anything else."""
    try:
        return np.asarray(values, dtype=np.float64) if values is not None else None
    except (TypeError, ValueError):
        return None


def require_powers(found, a):
    """Nothing is proved by a function that does nothing: fail unless it returned powers of `a`, divided somehow."""
    returned, powers = found["returned"], np.exp(a - a.max())
    fits = isinstance(returned, np.ndarray) and returned.shape == a.shape and bool(np.isfinite(returned).all())
    require(fits, "`softmax` does not return finite numbers in the shape of its argument")
    ways = [powers, powers / powers.sum(axis=-1, keepdims=True), powers / powers.sum(axis=0)]
    alike = returned.std() and any(np.corrcoef(returned.ravel(), way.ravel())[0, 1] > 0.9 for way in ways)
    require(bool(alike), "What `softmax` returns is too far from a softmax to show anything else")


def as_float64(values):
    """A NumPy array in double precision; anything else as it is."""
    return values.astype(np.float64) if isinstance(values, np.ndarray) else values


@check("softmax")
def turns_logits_into_probabilities(student, expected, logit_arrays):
    """each row of logits becomes a row of probabilities"""
    for name, a in logit_arrays.items():
        agree_on(student, expected, softmax_of, a=a, what=f"the softmax of {name}")


@check("softmax")
def stays_finite(student, expected, large_logits):
    """logits of 1,000 do no harm"""
    for name, a in large_logits.items():
        agree_on(student, expected, softmax_of, a=a, what=f"the softmax of {name}")


@check("softmax")
def leaves_its_argument_alone(student, expected, logit_arrays):
    """the array it is given is the same afterwards"""
    for a in (logit_arrays["a batch"], logit_arrays["a batch"].astype(np.float32)):
        found, wanted = student(argument_after_softmax, a=a), expected(argument_after_softmax, a=a)
        agree(found["doubled"], wanted["doubled"], what="the argument afterwards, doubled,")
        require_powers(found, a)


@check("softmax")
def softmax_needs_no_torch(student, logit_arrays, own):
    """it is written in NumPy alone"""
    a = logit_arrays["a batch"]
    found = student(torch_calls_in_softmax, a=a, own=own)
    require(found["calls"] == 2 * own, "`softmax` calls torch; write it with NumPy alone")
    require_powers(found, a)


@inputs
def labelled_logits(rng):
    """Batches of logits with labels: as many images as classes; a longer one; one image; whole numbers."""

    def batch(logits, classes):
        return {"logits": logits.numpy(), "labels": torch.randint(classes, (len(logits),), generator=rng).numpy()}

    return {
        "a square batch": batch(1.5 * torch.randn(4, 4, generator=rng).double(), classes=4),
        "a batch of seven": batch(1.5 * torch.randn(7, 3, generator=rng).double(), classes=3),
        "a single image": batch(1.5 * torch.randn(1, 10, generator=rng).double(), classes=10),
        "whole numbers": batch(torch.randint(-3, 4, (5, 6), generator=rng), classes=6),
    }


def library_softmax(a, dim=-1):
    """In place of `softmax`: the one of torch, for arrays, and for whoever has given torch's this name."""
    if isinstance(a, torch.Tensor):
        return a.softmax(dim)
    return torch.as_tensor(np.asarray(a), dtype=torch.float64).softmax(dim).numpy()


@probe
def cross_entropy_of(lesson, logits, labels):
    """The cross entropy of a batch."""
    with lesson.using(softmax=library_softmax):
        return lesson.cross_entropy(logits, labels)


@probe
def torch_calls_in_cross_entropy(lesson, logits, labels, own):
    """How many operations of torch `cross_entropy` makes, apart from `softmax`, and what it returns."""
    calls = TorchCalls()

    def uncounted_softmax(a):
        before = calls.count
        probabilities = library_softmax(a)
        calls.count = before
        return probabilities

    with lesson.using(softmax=uncounted_softmax), calls:
        result = lesson.cross_entropy(logits, labels)
        calls.make(own)
    return {"calls": calls.count, "returned": as_numbers(result)}


@check("cross_entropy")
def averages_the_surprise(student, expected, labelled_logits):
    """the mean over the batch of minus the logarithm of each label's probability"""
    for name, batch in labelled_logits.items():
        agree_on(student, expected, cross_entropy_of, **batch, what=f"the loss of {name}")


@check("cross_entropy")
def cross_entropy_needs_no_torch(student, labelled_logits, own):
    """it is written in NumPy alone"""
    found = student(torch_calls_in_cross_entropy, **labelled_logits["a square batch"], own=own)
    require(found["calls"] == 2 * own, "`cross_entropy` calls torch; write it with NumPy alone")
    require(found["returned"] is not None, "`cross_entropy` returns no number")
    logits, labels = labelled_logits["a square batch"].values()
    surprise = -np.log(library_softmax(logits))
    own = surprise[np.arange(len(labels)), labels]
    figures = (own.mean(), own.sum(), surprise.mean(), surprise.sum(), own.mean() / len(own), np.log(len(own)))
    figures += (own.mean() / np.log(2), own.mean() / np.log(10))
    near = [np.abs(np.abs(found["returned"]).sum() - figure) <= 0.01 * figure for figure in figures]
    require(any(near), "The loss is too far from a cross entropy to show what it is computed with")


# --- gradient_sum -----------------------------------------------------------------------------------------------------
@inputs
def gradients(rng):
    """Gradients for the weights (6, 1, 5, 5) and biases (6,) of conv1, and for conv2; their sums are far from 0.

    All are small, as gradients are, so that a rounded sum shows.
    """
    return {
        "weight": 0.01 * (torch.randn(6, 1, 5, 5, generator=rng) - 0.4),
        "bias": 0.01 * (torch.rand(6, generator=rng) + 1),
        "others": 0.01 * (torch.rand(12, 6, 5, 5, generator=rng) + 0.1),
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
    network.conv2.bias.grad = torch.cat([bias, bias])
    return lesson.gradient_sum(network)


@probe
def gradient_sums_without_gradients(lesson, weight):
    """`gradient_sum` with those of `weight`, then of a network before any `backward`, and with gradients of zero."""
    untouched, cleared = two_convolutions(), two_convolutions()
    cleared.conv1.weight.grad = weight.clone()
    earlier, gradient = float(lesson.gradient_sum(cleared)), cleared.conv1.weight.grad
    kept = gradient is not None and torch.equal(gradient, weight)
    for parameter in cleared.parameters():
        parameter.grad = torch.zeros_like(parameter)
    sums = {"before any backward": lesson.gradient_sum(untouched), "gradients of zero": lesson.gradient_sum(cleared)}
    return {"sums": sums, "an earlier gradient": earlier, "kept": kept}


@check("gradient_sum")
def adds_up_the_gradient(student, expected, gradients):
    """adds up the gradient of the weights of `conv1`, signs included"""
    agree_on(student, expected, gradient_sum_of, **gradients, what="the sum")


@check("gradient_sum")
def is_zero_without_a_gradient(student, expected, gradients):
    """a gradient of None or of zeros counts as 0.0"""
    weight = gradients["weight"]
    found, wanted = (ask(gradient_sums_without_gradients, weight) for ask in (student, expected))
    agree(found["sums"], wanted["sums"], what="the sum")
    require(found["kept"], "`gradient_sum` changes the gradients that it should only add up")
    figures = (weight.sum(), weight.abs().sum(), weight.mean(), weight.norm(), weight.min(), weight.max())
    near = [abs(found["an earlier gradient"] - figure.item()) <= 0.01 * abs(figure.item()) for figure in figures]
    require(any(near), "What it says of other gradients is too far from their sum to show that it adds up")


# --- train_one_batch, train_one_epoch and fit: a small network and stand-ins ------------------------------------------
def small_network(weight, bias, notices_mode):
    """Images (N, 1, 28, 28) to logits (N, 10) by one layer `conv1` over 16 square averages, handed over in eval mode.

    weight: (10, 1, 4, 4); bias: (10,).
    """
    conv1 = nn.Conv2d(1, 10, kernel_size=4)
    conv1.load_state_dict({"weight": weight, "bias": bias})
    first = networks.Watched(training=2) if notices_mode else nn.Identity()
    layers = OrderedDict(first=first, pool=nn.AvgPool2d(7), conv1=conv1, flatten=nn.Flatten())
    return nn.Sequential(layers).eval()


def two_kinds_of_images(rng, size):
    """Weights of the small network, images (size, 1, 28, 28) and labels 0 or 1, on which it is wrong but learns fast.

    The two kinds differ by a pattern of 16 squares that the weights take for the opposite kind; but for the bias, by
    which in eval mode one of the two is right, that of fewer images. All other classes have logits far below.
    """
    pattern = torch.tensor([1.0, -1.0]).repeat(8)[torch.randperm(16, generator=rng)]
    labels = (torch.randperm(size, generator=rng) >= torch.randint(size // 4, size // 2 - 1, (), generator=rng)).long()
    squares = 0.35 + 0.25 * (2 * labels[:, None] - 1) * pattern + 0.08 * torch.randn(size, 16, generator=rng)
    images = squares.reshape(size, 1, 4, 4).clamp(0, 1).repeat_interleave(7, 2).repeat_interleave(7, 3)
    weight = 0.02 * torch.randn(10, 16, generator=rng)
    weight[0] += 0.15 * pattern
    weight[1] -= 0.15 * pattern
    bias = torch.full((10,), -9.0)
    bias[:2] = torch.tensor([0.9, -0.9])
    return {"weight": weight.reshape(10, 1, 4, 4), "bias": bias, "images": images, "labels": labels}


def sure(case):
    """`case` with weights so large that the small network is sure of its answers, the wrong ones too."""
    return {**case, "weight": 400 * case["weight"]}


def count_among_two(preds, labels):
    """In place of `get_num_correct`: knows only the two classes that the small network's batches have."""
    return int((((preds[:, 1] > preds[:, 0]) == (labels == 1)) & (labels < 2)).sum())


def library_loss(logits, labels, **options):
    """In place of the NumPy `cross_entropy`, for whoever calls it on arrays, or has given torch's this name."""
    loss = F.cross_entropy(torch.as_tensor(logits), torch.as_tensor(labels), **options)
    return loss if isinstance(logits, torch.Tensor) else loss.item()


STAND_INS = {
    "get_num_correct": count_among_two,
    "softmax": library_softmax,
    "cross_entropy": library_loss,
    "gradient_sum": lambda network: 0.0,
}


def by_epoch(batches, size):
    """(total_correct, total_loss) of each `size` of the recorded batches."""
    epochs = [batches[start : start + size] for start in range(0, len(batches), size)]
    return [tuple(sum(batch[part] for batch in one) for part in ("correct_before", "loss_before")) for one in epochs]


class Playback:
    """In place of `train_one_batch` and `train_one_epoch`: takes recorded steps and returns recorded figures.

    Those of an epoch are the sums of its batches: what is asked was not among the inputs, for nobody to hand it back.

    `trained` says whether it was handed the network that was given, a copy of it, or another.
    """

    def __init__(self, record, network, loader):
        self.gradients = itertools.cycle(record["gradients"])
        self.batches = itertools.cycle(record["batches"])
        self.epochs = itertools.cycle(by_epoch(record["batches"], len(loader)))
        self.network, self.loader = network, loader
        self.trained = set()

    def step(self, network, optimizer):
        """One step of `optimizer` along the next recorded gradient."""
        gradients = next(self.gradients)
        network.zero_grad()
        fits = [p.shape for p in network.parameters()] == [gradient.shape for gradient in gradients]
        self.trained.add("given" if network is self.network else "copy" if fits else "another")
        for parameter, gradient in zip(network.parameters(), gradients, strict=False):
            if parameter.shape == gradient.shape:
                parameter.grad = gradient.clone()
        optimizer.step()

    def train_one_batch(self, network, optimizer, images, labels):
        """The recorded figures of the next batch."""
        self.step(network, optimizer)
        return dict(next(self.batches))

    def train_one_epoch(self, network, loader, optimizer):
        """The recorded figures of the next epoch.

        Raises ValueError for another loader than the one that was given: there is no record of that.
        """
        if isinstance(loader, DataLoader) and loader is not self.loader:
            raise ValueError("this is not the loader that `fit` was given")
        batches = sum(1 for _ in loader if self.step(network, optimizer) is None)
        return tuple(figure if batches else 0 * figure for figure in next(self.epochs))


def growing(case):
    """`case` so that the loss only grows and the answers get worse: who stops early, or keeps the best, is found."""
    return {**case, "weight": -case["weight"], "uphill": True}


def sgd(network, lr, uphill=False):
    """Gradient descent with a momentum, so that an optimizer without its memory shows; ascent if `uphill`."""
    return torch.optim.SGD(network.parameters(), lr=lr, momentum=0.5, maximize=uphill)


def summary(events):
    """Which of the three happened at all, and whether a step came before the first `backward`.

    This tells apart the ways in which weights can fail to move.
    """
    in_order = [event for event in events if event != "forward"]
    happened = {event: event in events for event in ("forward", "backward", "step")}
    return {**happened, "step first": in_order[:1] == ["step"]}


def weights_of(network):
    """Weights and biases by name, as they are now."""
    return {name: values.detach().clone() for name, values in network.named_parameters()}


@inputs
def two_batches(rng):
    """Weights of the small network, and 40 images, one of a third kind: what is right before and after is not all."""
    case = two_kinds_of_images(rng, size=40)
    return {**case, "labels": case["labels"].index_fill(0, torch.tensor([0]), 2)}


@probe
def one_batch(lesson, weight, bias, images, labels):
    """What `train_one_batch` returns about "before" and "after" the step; all of it where a figure is missing."""
    network = small_network(weight, bias, notices_mode=False)
    with lesson.using(**STAND_INS):
        returned = lesson.train_one_batch(network, sgd(network, lr=1.5), images, labels)
    moments = {moment: (f"loss_{moment}", f"correct_{moment}") for moment in ("before", "after")}
    there = returned if isinstance(returned, dict) else {}
    return {
        moment: {key: returned[key] for key in keys} if there.keys() >= set(keys) else returned
        for moment, keys in moments.items()
    }


@probe
def weights_after_two_batches(lesson, weight, bias, images, labels, uphill=False):
    """`train_one_batch` on two batches, one after the other: the weights after each, and what happened."""
    network = small_network(weight, bias, notices_mode=True)
    optimizer = sgd(network, lr=0.25, uphill=uphill)
    events = networks.events(network, optimizer)
    weights = []
    with lesson.using(**STAND_INS):
        for batch in zip(images.split(25), labels.split(25), strict=True):
            lesson.train_one_batch(network.eval(), optimizer, *batch)
            weights.append(weights_of(network))
    return {"weights": weights, "events": summary(events)}


@check("train_one_batch")
def makes_one_step(student, expected, two_batches):
    """every batch moves every weight as exactly one step in training mode does"""
    for case, of in ((two_batches, "batch"), ({**sure(two_batches), "uphill": True}, "batch of a very sure network")):
        found, wanted = student(weights_after_two_batches, **case), expected(weights_after_two_batches, **case)
        agree(found["weights"], wanted["weights"], what=f"the weights after each {of}")


@check("train_one_batch")
def measures_before_the_step(student, expected, two_batches):
    """`loss_before` and `correct_before` are those of the weights before the step"""
    agree_on(student, expected, part(one_batch, "before"), **two_batches, what="the returned dict")


@check("train_one_batch")
def measures_after_the_step(student, expected, two_batches):
    """`loss_after` and `correct_after` are those of the weights after the step"""
    agree_on(student, expected, part(one_batch, "after"), **two_batches, what="the returned dict")


@inputs
def ragged_batches(rng):
    """Weights of the small network, and 30 images in batches of 8, so that the last batch has 6."""
    return {**two_kinds_of_images(rng, size=30), "batch_size": 8, "lr": 0.2}


@probe
def record_of(lesson, weight, bias, images, labels, batch_size, lr, uphill=False):
    """What the reference does in six epochs: the gradient of each step and the figures of each batch."""
    network = small_network(weight, bias, notices_mode=True)
    optimizer = sgd(network, lr, uphill)
    gradients = []

    def remember(*_):
        gradients.append([parameter.grad.clone() for parameter in network.parameters()])

    optimizer.register_step_pre_hook(remember)
    batches = list(loader(images, labels, batch_size)) * 6
    figures = [lesson.train_one_batch(network, optimizer, *batch) for batch in batches]
    return {"gradients": gradients, "batches": figures}


def parts(position, returned):
    """One of the two figures of the first and of the second call, where pairs were returned; else what was."""
    calls = ("the first call", "the second call")
    pairs = [isinstance(pair, tuple | list) and len(pair) == 2 for pair in returned]
    return {call: pair[position] if ok else pair for call, pair, ok in zip(calls, returned, pairs, strict=True)}


@probe
def two_epochs(lesson, weight, bias, images, labels, batch_size, lr, record):
    """`train_one_epoch`, called twice: the weights after each epoch and what happened, and the parts of the pairs."""
    network = small_network(weight, bias, notices_mode=True)
    optimizer = sgd(network, lr)
    events = networks.events(network, optimizer)
    batches = loader(images, labels, batch_size)
    playback = Playback(record, network, batches)
    returned, weights = [], []
    with lesson.using(**STAND_INS, train_one_batch=playback.train_one_batch):
        for _ in range(2):
            returned.append(lesson.train_one_epoch(network.eval(), batches, optimizer))
            weights.append(weights_of(network))
    steps = {"weights": weights, "events": summary(events)}
    return {"steps": steps, "correct": parts(0, returned), "loss": parts(1, returned)}


@check("train_one_epoch")
def makes_one_step_a_batch(student, expected, ragged_batches):
    """every batch of the loader, the short last one too, moves the weights by one step in training mode"""
    fifteen = {**ragged_batches, "batch_size": 2}, "epoch of 15 batches"
    very_sure = sure(ragged_batches), "epoch of a network that is very sure"
    for case, of in ((ragged_batches, "epoch"), fifteen, very_sure):
        record = expected(record_of, **case)
        found, wanted = (ask(part(two_epochs, "steps"), **case, record=record) for ask in (student, expected))
        agree(found["weights"], wanted["weights"], what=f"the weights after each {of}")


@check("train_one_epoch")
def totals_the_correct_answers(student, expected, ragged_batches):
    """`total_correct` counts the correct answers from before each batch's step"""
    case = {**ragged_batches, "record": expected(record_of, **ragged_batches)}
    agree_on(student, expected, part(two_epochs, "correct"), **case, what="`total_correct`")


@check("train_one_epoch")
def totals_the_batch_losses(student, expected, ragged_batches):
    """`total_loss` is the sum of the batch losses from before each batch's step"""
    case = {**ragged_batches, "record": expected(record_of, **ragged_batches)}
    agree_on(student, expected, part(two_epochs, "loss"), **case, what="`total_loss`")


@inputs
def epochs_to_fit(rng):
    """Weights of the small network, and 20 images in batches of 8, so that the last batch has 4."""
    return {**two_kinds_of_images(rng, size=20), "batch_size": 8, "lr": 0.2}


@probe
def three_epochs_and_one(lesson, weight, bias, images, labels, batch_size, lr, record, uphill=False):
    """`fit` for three epochs, then for one more: the weights at the "end", and what was "returned"."""
    network = small_network(weight, bias, notices_mode=True)
    optimizer = sgd(network, lr, uphill)
    batches = loader(images, labels, batch_size)
    playback = Playback(record, network, batches)
    with lesson.using(**STAND_INS, train_one_batch=playback.train_one_batch, train_one_epoch=playback.train_one_epoch):
        three = lesson.fit(network, batches, optimizer, 3)
        one = lesson.fit(network.eval(), batches, optimizer, 1)
    end = {"weights": weights_of(network), "trained": sorted(playback.trained)}
    return {"end": end, "returned": {"the first call": three, "the second call": one}}


@check("fit")
def trains_for_all_epochs(student, expected, epochs_to_fit):
    """trains the given network with the given optimizer through all the epochs, even if the loss only grows"""
    for case, of in (epochs_to_fit, ""), (growing(epochs_to_fit), " of a training in which the loss grows"):
        case = {**case, "record": expected(record_of, **case)}
        found, wanted = (ask(part(three_epochs_and_one, "end"), **case) for ask in (student, expected))
        agree(found["weights"], wanted["weights"], what=f"the weights at the end{of}")


@check("fit")
def reports_every_epoch(student, expected, epochs_to_fit):
    """returns (total_correct, total_loss) of each epoch, in order, even if the loss only grows"""
    for case in epochs_to_fit, growing(epochs_to_fit):
        case = {**case, "record": expected(record_of, **case)}
        agree_on(student, expected, part(three_epochs_and_one, "returned"), **case, what="the returned list")


# --- trained_network --------------------------------------------------------------------------------------------------
@inputs
def training_set(rng, data):
    """All training images in random order, (N, 28, 28) uint8, and their labels (N,), never sent to a submission."""
    return data.shuffled("FashionMNIST", train=True, rng=rng)


@probe
def answers_of_trained_network(lesson, pictures):
    """The class (N,) that the trained network names for each picture."""
    return networks.classes(lesson.trained_network, pictures.unsqueeze(1) / 255)


@check("trained_network", needs=("Network", "get_num_correct", "train_one_batch", "train_one_epoch", "fit"))
def recognises_the_training_images(student, threshold, training_set):
    """recognises enough of the training images"""
    training_images, training_labels = training_set
    answers = student(answers_of_trained_network, training_images)
    networks.reach_accuracy(
        "trained_network", answers, training_labels, threshold, training_images, FashionMNIST.classes, guessing=0.2
    )
