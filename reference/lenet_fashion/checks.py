"""What is graded in lenet_fashion. Public: it asks questions and holds no answers.

Exercises that build on earlier ones are asked with a network that can be written as a formula (`TableNet`), and with
stand-ins for earlier exercises that are right for this network and no other: a mistake costs its own exercise alone.
"""

import contextlib

import numpy as np
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook
from torchvision.datasets import FashionMNIST

from autograder.authoring import agree, agree_on, check, drawing, inputs, networks, part, plots, probe, require, unseen
from autograder.authoring.compare import agree_on_keys, close
from autograder.authoring.loaders import loader
from autograder.authoring.standins import Descent, Surprise, count_right

CLASSES, FEATURES = 10, 16
HANDED_IN = 7.0  # the decoys' weights before training: far outside of anything a sensible start would draw
HISTORY = {"train": ("train_loss", "train_acc"), "test": ("test_acc",)}
# A network that was trained with what earlier exercises left fails for their mistakes: then it waits for them instead.
TOOLS = ("make_lenet", "init_weights", "make_optimizer", "make_loss", "accuracy", "train_step", "evaluate_accuracy")


# --- conv_output_size -------------------------------------------------------------------------------------------------
@inputs
def windows(rng):
    """Plain windows (size, kernel_size[, padding]), and striding ones (…, stride), most of which do not fit exactly."""
    plain, striding = [(28, 5, 2), (14, 5), (28, 5)], [(28, 2, 0, 2), (10, 2, 0, 2)]
    for kernel_size in (3, 4, 6, 7):
        size = int(torch.randint(20, 60, (), generator=rng))
        plain.append((size, kernel_size, int(torch.randint(1, 3, (), generator=rng))))
    for kernel_size, padding, stride, rest in ((3, 0, 2, 1), (5, 2, 3, 2), (3, 1, 4, 1), (7, 3, 4, 3), (4, 1, 5, 2)):
        places = int(torch.randint(5, 12, (), generator=rng))
        striding.append((places * stride + kernel_size - 2 * padding + rest, kernel_size, padding, stride))
    return {"plain": plain, "striding": striding}


@probe
def output_sizes(lesson, windows):
    """The width that `conv_output_size` gives for each window; a stride is given by name, and padding with it."""
    sizes = []
    for size, kernel_size, *rest in windows:
        by_name = {"padding": rest[0], "stride": rest[1]} if len(rest) == 2 else {}
        sizes.append(lesson.conv_output_size(size, kernel_size, *([] if by_name else rest), **by_name))
    return sizes


def _agree_on_widths(student, expected, windows):
    """Compare the widths one by one, naming the window in the message."""
    for left, right, window in zip(*(ask(output_sizes, windows) for ask in (student, expected)), windows, strict=True):
        said = zip(("size", "window", "padding", "stride"), window, strict=False)
        agree(left, right, "the width for " + ", ".join(f"{name} {value}" for name, value in said))


@check("conv_output_size")
def counts_the_places_of_a_window(student, expected, windows):
    """a window that moves by one pixel, with and without padding, gives the right width as an int"""
    _agree_on_widths(student, expected, windows["plain"])


@check("conv_output_size")
def rounds_down_what_does_not_fit(student, expected, windows):
    """a window that moves by more than one pixel takes no step over the edge"""
    _agree_on_widths(student, expected, windows["striding"])


# --- make_lenet -------------------------------------------------------------------------------------------------------
@inputs
def lenet_case(rng):
    """Pictures (5, 1, 28, 28), and a generator seed for weights that make every layer count."""
    pictures = torch.rand(5, 1, 28, 28, generator=rng)
    return {"pictures": pictures, "seed": int(torch.randint(0, 2**24, (), generator=rng))}


def lenet_of(lesson, example):
    """What `make_lenet` makes, where a `conv_output_size` that is wrong for LeNet's windows costs nothing."""
    of = {(28, 5, 2, 1): 28, (28, 2, 0, 2): 14, (14, 5, 0, 1): 10, (10, 2, 0, 2): 5}
    known = {"conv_output_size":
        lambda size, kernel_size, padding=0, stride=1: of.get((size, kernel_size, padding, stride), size)}  # fmt: skip
    with contextlib.suppress(Exception):
        known = known if repr([lesson.conv_output_size(*window) for window in of]) != repr([*of.values()]) else {}
    with lesson.using(**known):
        return networks.new(lesson.make_lenet, "make_lenet", example)


@probe
def parameter_shapes(lesson, pictures, seed):
    """The shapes of all parameters of a new LeNet, those of vectors first, and of what its convolutions put out."""
    net = lenet_of(lesson, pictures[:1])
    if isinstance(net, str):
        return {"no network": net}
    maps = []
    for layer in (one for one in net.modules() if isinstance(one, nn.Conv2d)):
        layer.register_forward_hook(lambda _, __, output: maps.append(list(output.shape)))
    sorted_ones = sorted(net.parameters(), key=lambda parameter: (parameter.dim(), list(parameter.shape)))
    filled = networks.stamp(sorted_ones, 0.2 + seed / 2**32)
    with torch.no_grad(), contextlib.suppress(RuntimeError):  # where layers do not fit, `scores_of_lenet` says so
        net(pictures)
    return {"parameters": [list(parameter.shape) for parameter in sorted_ones], "maps": maps, "filled": filled}


@probe
def scores_of_lenet(lesson, pictures, seed):
    """Scores of pictures under weights that follow from their shape and `seed`, and the gradients that reach them."""
    net = lenet_of(lesson, pictures[:1])
    if isinstance(net, str):
        return {"no network": net}
    apart = networks.held_after_another(net, lenet_of(lesson, pictures[:1]), 0.2 + seed / 2**32)
    with torch.no_grad():
        for parameter in net.parameters():
            rng = torch.Generator().manual_seed(seed + parameter.numel())
            size = 4 / parameter[0].numel() ** 0.5 if parameter.dim() > 1 else 1
            parameter.copy_(size * torch.randn(parameter.shape, generator=rng))
    by_size = sorted(net.parameters(), key=lambda parameter: (parameter.dim(), list(parameter.shape)))
    named = {" × ".join(map(str, parameter.shape)): parameter for parameter in by_size}
    return {**networks.answers(net, pictures, named), "apart": apart}


@check("make_lenet")
def has_the_layers_of_lenet(student, expected, lenet_case):
    """two convolutions and three linear layers have weights and outputs of the right shapes: 61,706 parameters"""
    found, wanted = student(parameter_shapes, **lenet_case), expected(parameter_shapes, **lenet_case)
    require("no network" not in found, found.get("no network", ""))
    networks.agree_on_shapes(found["parameters"], wanted["parameters"], "network")
    agree(found["filled"], wanted["filled"], "what the layers hold when they were filled")
    for number, (left, right) in enumerate(zip(found["maps"], wanted["maps"], strict=False), 1):
        agree(left, right, f"the output shape of convolution {number}")


@check("make_lenet")
def computes_lenets_scores(student, expected, lenet_case):
    """under given weights the scores of given pictures are those of LeNet"""
    found, wanted = student(scores_of_lenet, **lenet_case), expected(scores_of_lenet, **lenet_case)
    require("no network" not in found, found.get("no network", ""))
    shared = "Two calls of `make_lenet` give networks that share their weights"
    networks.require_own_weights(found["apart"], 0.2 + lenet_case["seed"] / 2**32, shared)
    networks.agree_on_answers(found, wanted, "the tensor of scores")


# --- layer_shapes -----------------------------------------------------------------------------------------------------
@inputs
def batch_for_shapes(rng):
    """A batch (N, 3, H, W) of pictures that are not square, and the order of five activations, (5,)."""
    n, height, width = (int(torch.randint(low, high, (), generator=rng)) for low, high in ((3, 7), (17, 24), (25, 32)))
    order = torch.randperm(5, generator=rng).tolist()
    return {"X": torch.rand(n, 3, height, width, generator=rng), "order": order}


@probe
def shapes(lesson, X, order):
    """What `layer_shapes` says the second time about a network of eight layers."""
    bends = [(nn.Tanh, nn.ReLU, nn.Softsign, nn.ELU, nn.SELU)[i]() for i in order]
    net = nn.Sequential(
        nn.Conv2d(3, 4, kernel_size=3, stride=2), bends[0], nn.MaxPool2d(2),
        nn.Conv2d(4, 5, kernel_size=2, padding=1), bends[1], nn.AdaptiveAvgPool2d((2, 3)),
        nn.Flatten(), nn.Linear(30, 7),
    )  # fmt: skip
    return [lesson.layer_shapes(net, X) for _ in range(2)][-1]


def _column(pairs, index):
    """One half of each pair; an entry that is no pair as it is."""
    if not isinstance(pairs, list | tuple):
        return pairs
    return [entry[index] if isinstance(entry, list | tuple) and len(entry) == 2 else entry for entry in pairs]


@check("layer_shapes")
def names_every_layer(student, expected, batch_for_shapes):
    """every layer is there, in order, under the name of its class"""
    found, wanted = (_column(ask(shapes, **batch_for_shapes), 0) for ask in (student, expected))
    agree(found, wanted, "the list of class names")


@check("layer_shapes")
def gives_the_shape_behind_every_layer(student, expected, batch_for_shapes):
    """beside its name stands the shape of the layer's output, batch included"""
    found, wanted = (_column(ask(shapes, **batch_for_shapes), 1) for ask in (student, expected))
    if not isinstance(found, list) or len(found) != len(wanted):
        agree(found, wanted, "the list of output shapes")
    for number, (left, right) in enumerate(zip(found, wanted, strict=True), 1):
        several = isinstance(left, list | tuple)
        require(several, f"the output shape of layer {number} must be a tuple", type(left).__name__)
        agree(left, right, f"the output shape of layer {number}")


# --- init_weights -----------------------------------------------------------------------------------------------------
@inputs
def sizes_to_start(rng):
    """Sizes of a convolution and of two linear layers behind it, and the number from which others count."""
    wide, first, second, third = (int(n) for n in torch.randint(200, 900, (4,), generator=rng))
    return {"sizes": (16 + wide // 20, first, second, third), "start": float(torch.randint(2, 90, (), generator=rng))}


@probe
def initial_weights(lesson, sizes, start):
    """Facts about the weights of a convolution and two linear layers after `net.apply(init_weights)`."""
    wide, first, second, third = sizes
    net = nn.Sequential(nn.Conv2d(24, wide, 5), nn.Sigmoid(), nn.Linear(first, second), nn.Linear(second, third))
    for parameter in net.parameters():
        nn.init.constant_(parameter, HANDED_IN)
    net.apply(lesson.init_weights)
    layers = {"first nn.Linear": net[2], "second nn.Linear": net[3], "nn.Conv2d": net[0]}
    facts = {}
    for name, weight in ((name, layer.weight) for name, layer in layers.items()):
        figures = {"largest": weight.abs().max(), "mean": weight.mean(), "spread": weight.std()}
        touched, frozen = bool((weight != HANDED_IN).double().mean() > 0.9), not weight.requires_grad
        facts[name] = {"touched": touched, "frozen": frozen, **{k: v.item() for k, v in figures.items()}}
    return facts


def _bound(shape):
    """Xavier's bound for a weight of this shape, with some room for rounding."""
    return 1.0001 * (6 / (shape[2:].numel() * (shape[0] + shape[1]))) ** 0.5


def _against_xavier(answers, case):
    """`initial_weights` in units of Xavier's rule, of 40,000 weights or more: chance hardly moves a rounded figure."""
    wide, first, second, third = case["sizes"]
    shapes = {"first nn.Linear": (second, first), "second nn.Linear": (third, second), "nn.Conv2d": (wide, 24, 5, 5)}
    compared = {}
    for name, shape in shapes.items():
        facts, bound = answers[name], _bound(torch.Size(shape))
        largest, spread, mean = (facts[fact] / bound for fact in ("largest", "spread", "mean"))
        figures = {"largest": round(largest, 1), "spread": round(spread * 3**0.5, 1), "mean": abs(round(mean, 1))}
        compared[name] = {"touched": facts["touched"], "frozen": facts["frozen"], "beyond": largest > 1, **figures}
    return compared


@probe
def left_by_init_weights(lesson, sizes, start):
    """What `init_weights` leaves of biases and of other layers, all counting from `start`; if any weights changed."""
    asked = nn.ModuleDict({"convolution": nn.Conv2d(1, 4, 3), "linear": nn.Linear(16, 6)})
    others = (nn.Conv1d(2, 3, 2), nn.Embedding(5, 4), nn.BatchNorm2d(6), nn.LayerNorm(3))
    net = nn.ModuleDict({type(layer).__name__: layer for layer in others})
    for parameter in [*net.parameters(), *asked.parameters()]:
        parameter.data = (start + torch.arange(1.0, parameter.numel() + 1)).view_as(parameter)
    before = [layer.weight.clone() for layer in asked.values()]
    for layer in (*asked.values(), *net.values()):
        lesson.init_weights(layer)
    changed = not all(torch.equal(layer.weight, old) for layer, old in zip(asked.values(), before, strict=True))
    left = {"biases": {name: layer.bias for name, layer in asked.items()}, "other layers": net.state_dict()}
    return {of: {"left": values, "weights changed": changed} for of, values in left.items()}


@check("init_weights")
def draws_xavier_uniform_weights(student, expected, sizes_to_start):
    """weights of Linear and Conv2d are uniform between Xavier's bounds"""
    asked = (ask(initial_weights, **sizes_to_start) for ask in (student, expected))
    found, wanted = (_against_xavier(answers, sizes_to_start) for answers in asked)
    require(any(layer["touched"] for layer in found.values()), "`init_weights` changed no weights at all")
    linear = found["first nn.Linear"]["touched"] and found["second nn.Linear"]["touched"]
    require(linear, "`net.apply(init_weights)` left the weights of an nn.Linear as they were")
    require(found["nn.Conv2d"]["touched"], "`net.apply(init_weights)` left the weights of an nn.Conv2d as they were")
    frozen = any(answer["frozen"] for answer in found.values())
    require(not frozen, "The weights do not ask for gradients after `init_weights`: no training would change them")
    spreads = {layer["spread"] for layer in found.values()}
    require(len(spreads) > 1 or spreads == {1}, f"All weights are spread {max(spreads)} times as far as Xavier's")
    for name, layer in found.items():
        what = f"of the weights of the {name}, as a part of Xavier's"
        agree(layer["mean"], wanted[name]["mean"], f"the mean {what} bound,")
        agree(layer["spread"], wanted[name]["spread"], f"the spread {what},")
    outside = "The spread is Xavier's, but some weights lie beyond ±√(6 / (n_in + n_out)): are they drawn uniformly?"
    require(not any(layer["beyond"] for layer in found.values()), outside)
    agree(found, wanted, "how the weights compare with Xavier's rule")


def require_left(student, expected, of, case, sentence):
    """Fail with `sentence` and the name of the first tensor that is not left as it was."""
    found, wanted = (ask(part(left_by_init_weights, of), **case) for ask in (student, expected))
    for name, before in wanted["left"].items():
        after = found["left"][name]
        require(after.dtype == before.dtype and torch.equal(after, before), sentence, name)
    require(found["weights changed"], "Handed a layer itself, `init_weights` changed no weights")


@check("init_weights")
def leaves_biases_alone(student, expected, sizes_to_start):
    """biases stay as they were"""
    sentence = "The biases of a layer are not what they were before `init_weights`"
    require_left(student, expected, "biases", sizes_to_start, sentence)


@check("init_weights")
def leaves_other_layers_alone(student, expected, sizes_to_start):
    """layers of every other class stay as they were"""
    sentence = "A layer that is no nn.Linear and no nn.Conv2d is not what it was before `init_weights`"
    require_left(student, expected, "other layers", sizes_to_start, sentence)


# --- make_optimizer ---------------------------------------------------------------------------------------------------
@inputs
def slope(rng):
    """Weights of a small convolution and two linear layers, and their gradients at two steps, by parameter name."""
    sizes = {"0.weight": (2, 1, 3, 3), "0.bias": 2, "1.weight": (3, 4), "1.bias": 3, "2.weight": (2, 3), "2.bias": 2}
    draws = [{name: torch.randn(size, generator=rng) for name, size in sizes.items()} for _ in range(3)]
    return {"weights": draws[0], "gradients": draws[1:]}


@probe
def after_two_steps(lesson, weights, gradients):
    """How far the optimizer, made after another network's, moved the weights in two steps: {name: tensor}."""
    other, net = (nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(4, 3), nn.Linear(3, 2)) for _ in range(2))
    net.load_state_dict(weights)
    optimizer = [lesson.make_optimizer(one) for one in (other, net)][-1]
    if optimizer is None or isinstance(optimizer, type) or not hasattr(optimizer, "step"):
        return {"no optimizer": type(optimizer).__name__}
    for gradient in gradients:
        optimizer.zero_grad()
        for name, parameter in net.named_parameters():
            parameter.grad = gradient[name].clone()
        optimizer.step()
    return {name: parameter.detach() - weights[name] for name, parameter in net.named_parameters()}


@check("make_optimizer")
def steps_as_plain_sgd_does(student, expected, slope):
    """two steps along given gradients move every weight as plain SGD at 0.9 does"""
    found, wanted = student(after_two_steps, **slope), expected(after_two_steps, **slope)
    kind = found.get("no optimizer")
    require(kind is None, "`make_optimizer` must return an optimizer made for the parameters of `net`", found=kind)
    none = "No weight of `net` moves when the optimizer takes a step: are they the parameters of `net` that it holds?"
    require(any(bool(found[name].any()) for name in wanted), none)
    for name in wanted:
        agree(found[name], wanted[name], f"the way that `{name}` goes in two steps")


# --- make_loss --------------------------------------------------------------------------------------------------------
@inputs
def scores_and_labels(rng):
    """Scores (14, 10) and labels (14,), each kind once or twice."""
    return {"y_hat": 4 * torch.randn(14, 10, generator=rng), "y": torch.randperm(14, generator=rng) % 10}


@probe
def loss_and_gradient(lesson, y_hat, y):
    """The loss of a batch and its gradient with respect to the scores (14, 10): None if it has none."""
    loss = lesson.make_loss()
    if not callable(loss) or isinstance(loss, type):
        return {"class": isinstance(loss, type), "kind": type(loss).__name__}
    y_hat.requires_grad_()
    value = loss(y_hat, y)
    if isinstance(value, torch.Tensor) and value.dim() == 0 and value.requires_grad:
        value.backward()
    return {"class": False, "loss": value, "gradient": y_hat.grad}


@check("make_loss")
def measures_cross_entropy(student, expected, scores_and_labels):
    """called with scores and labels it gives the mean cross entropy, as a tensor that has a gradient"""
    sure = {**scores_and_labels, "y_hat": 50 * scores_and_labels["y_hat"]}
    for case, of in (scores_and_labels, ""), (sure, " of scores in the hundreds"):
        found, wanted = (ask(loss_and_gradient, **case) for ask in (student, expected))
        require(not found["class"], "`make_loss` returns a class: a loss that can be called is made from it")
        require("loss" in found, "`make_loss` must return something that can be called", found=found.get("kind"))
        agree(found["loss"], wanted["loss"], f"the loss{of}")
        require(found["gradient"] is not None, "The loss of `make_loss` has no gradient that leads back to the scores")
        agree(found["gradient"], wanted["gradient"], f"the gradient of the loss{of}")


# --- accuracy ---------------------------------------------------------------------------------------------------------
@inputs
def batches_to_count(rng):
    """Scores (N, 10) and labels (N,) of batches of ten and of others; most labels score high, of all sizes."""
    tens = [_scored(rng, 10) for _ in range(3)]
    return {"tens": tens, "others": [_scored(rng, 7), _scored(rng, 64, 1000), _scored(rng, 1, 0.01)]}


def _scored(rng, n, size=1.0):
    y = torch.randint(0, CLASSES, (n,), generator=rng)
    y_hat = torch.randn(n, CLASSES, generator=rng) - 9 * (torch.arange(n)[:, None] == 1)  # its second row: all negative
    liked = torch.rand(n, generator=rng) < 0.6
    liked[:2] = True
    y_hat[torch.arange(n)[liked], y[liked]] += 4
    y_hat[0, y[0]] += 9  # the largest of all: its place among all scores is a label, so that an `argmax()` shows
    return {"y_hat": size * y_hat, "y": y}


@probe
def numbers_correct(lesson, batches):
    """What `accuracy` returns for each batch."""
    return [lesson.accuracy(batch["y_hat"], batch["y"]) for batch in batches]


def _agree_in_number(student, expected, batches):
    """Compare counts, naming the batch; wanted as floats, for which ints may stand."""
    found, wanted = (ask(numbers_correct, batches) for ask in (student, expected))
    for left, right, batch in zip(found, wanted, batches, strict=True):
        agree(left, float(right), f"the number correct in a batch of {len(batch['y'])}")


@check("accuracy")
def counts_correct_predictions(student, expected, batches_to_count):
    """the number of correct predictions in a batch of ten"""
    _agree_in_number(student, expected, batches_to_count["tens"])


@check("accuracy")
def counts_in_batches_of_any_size(student, expected, batches_to_count):
    """the same for batches of 7, 64 and 1, with large and small scores"""
    _agree_in_number(student, expected, batches_to_count["others"])


# --- the small network ------------------------------------------------------------------------------------------------
class Table(nn.Module):
    """Scores = features @ tableᵀ, where features are 16 pixels in a corner of the picture."""

    def __init__(self, table):
        super().__init__()
        self.table = nn.Parameter(table.flatten().clone())  # flat: nobody's idea of a weight matrix

    def forward(self, X):
        return self.features(X) @ self.table.view(CLASSES, FEATURES).T

    @staticmethod
    def features(X):
        """The corner's 16 pixels, (N, 16)."""
        return X[:, 0, :4, :4].flatten(1)


class TableNet(nn.Sequential):
    """A `Table` behind two decoys, a convolution and a linear layer: they can be initialised, and change nothing.

    `starts` counts how often they were initialised anew, as far as training saw it.
    """

    def __init__(self, table, shift=1.0):
        super().__init__(nn.Conv2d(1, 2, 3), nn.Linear(4, 3), Table(table), networks.Watched(shift=2 * shift))
        self.starts, self.last, self.unheld = 0, None, False
        for decoy in (self[0], self[1]):
            nn.init.constant_(decoy.weight, HANDED_IN)
            nn.init.constant_(decoy.bias, 0.5)

    def decoys(self):
        """The decoys' weights as they are now."""
        return torch.cat([self[0].weight.detach().flatten(), self[1].weight.detach().flatten()])

    def notice_start(self):
        """Look whether the decoys' weights are others than those that the last step of an optimizer left."""
        if self.last is None or not torch.equal(self.decoys(), self.last):
            self.starts, self.last = self.starts + 1, self.decoys()

    def notice_step(self, optimizer, *_):
        """Remember what a step leaves, weight decay moves the decoys, too; and whether it was of all parameters."""
        self.last = self.decoys()
        self.unheld |= not {*self.parameters()} <= {p for group in optimizer.param_groups for p in group["params"]}

    def forward(self, X):
        if self.training:
            self.notice_start()
        nothing = 0 * (self[0](X[:1, :, :3, :3]).sum() + self[1](X[:1, 0, 0, :4]).sum())
        return self[3](self[2](X) + nothing)


def _pictures(rng, n):
    """n pictures (n, 1, 28, 28), whose corner hints at a kind, and labels (n,) that follow the hint, mostly.

    Of the last three, one is mislabelled: whoever weighs a short last batch wrongly gets another number.
    """
    y = torch.randint(0, CLASSES, (n,), generator=rng)
    X = 0.2 * torch.rand(n, 1, 28, 28, generator=rng)
    for i, kind in enumerate(y.tolist()):
        X[i, 0, kind // 4, kind % 4] += 0.8
    unlike = torch.rand(n, generator=rng) < 0.2
    unlike[-3:] = torch.tensor([False, False, True])
    return X, torch.where(unlike, (y + 1) % CLASSES, y)


def _table(rng, knowledge=1.0):
    """A table (10, 16) that has an inkling of the right answers, or more, and finds one kind most unlikely."""
    table = knowledge * torch.eye(CLASSES, FEATURES) + 0.5 * torch.randn(CLASSES, FEATURES, generator=rng)
    table[int(torch.randint(CLASSES, (), generator=rng))] -= 2
    return table


@inputs
def table_and_pictures(rng):
    """A table, and pictures in two batches of which the second is short: (10, …) and (7, …)."""
    X, y = _pictures(rng, 17)
    return {"table": _table(rng, 3), "X": X, "y": y}


@inputs
def measured_pictures(rng):
    """A table, 31 pictures to measure in batches of 7, and as many others that are not to be measured."""
    X, y = _pictures(rng, 31)
    other_X, other_y = _pictures(rng, 31)
    return {"table": _table(rng, 3), "X": X, "y": y, "other_X": other_X, "other_y": (other_y + 3) % CLASSES}


# --- stand-ins, right for a TableNet alone ----------------------------------------------------------------------------
def fill_like_init_weights(m):
    """In place of `init_weights`: a small value, another one at each call, that shows where it was applied."""
    fill_like_init_weights.calls += 1
    if type(m).__name__ in ("Linear", "Conv2d"):
        m.weight.data.fill_(1e-4 * (1 + fill_like_init_weights.calls % 1000))


fill_like_init_weights.calls = 0


def _given(net):
    """`net`, which a stand-in was handed, once it is sure that it is the one that the exercise was given."""
    if not isinstance(net, TableNet):
        raise ValueError("this is not the network that `train` was given")
    return net


def step_like_train_step(net, X, y, loss, optimizer, *_, **__):
    """In place of `train_step`: a table's gradient of the loss that is given, by the chain rule from its scores."""
    table = _given(net)[2]
    net.train()
    net.notice_start()
    with torch.no_grad():
        scores = net[3](table(X))
    with torch.enable_grad():
        value = loss(scores.requires_grad_(), y).mean()
    slopes = torch.autograd.grad(value, scores)[0]
    figures = np.float64(value.item()), count_right(scores, y)
    table.table.grad = (slopes.T @ table.features(X)).flatten()
    optimizer.step()
    table.table.grad = None
    return figures


def share_like_evaluate_accuracy(net, data_iter, *_, **__):
    """In place of `evaluate_accuracy`: the whole data set at once, without the shift that training adds."""
    _given(net).eval()
    X, y = data_iter.dataset.images, data_iter.dataset.targets
    with torch.no_grad():
        return np.float64(count_right(net[2](X), y) / len(y))


# --- train_step -------------------------------------------------------------------------------------------------------
@probe
def two_steps(lesson, table, X, y):
    """Two steps of a TableNet that is left in evaluation mode: the two pairs that are returned, and what is left.

    That is the network's weights and buffers, and what happened. One step at a learning rate of 5 changes predictions.
    """
    net = TableNet(table).eval()
    optimizer = torch.optim.SGD(net.parameters(), lr=5)
    events = networks.events(net, optimizer)
    with lesson.using(accuracy=count_right):
        batches = ((X[:10], y[:10]), (X[10:], y[10:]))
        answers = [lesson.train_step(net, *batch, networks.surcharged(Surprise()), optimizer) for batch in batches]
    return {"returned": answers, "left": {"table": net[2].table, "seen": net[3].seen, "events": events}}


@check("train_step")
def returns_figures_from_before_the_step(student, expected, table_and_pictures):
    """loss and number of correct predictions are plain numbers from before the step"""
    found, wanted = (ask(part(two_steps, "returned"), **table_and_pictures) for ask in (student, expected))
    for place, answer, (loss, correct) in zip(("first", "second"), found, wanted, strict=True):
        if not isinstance(answer, list | tuple) or len(answer) != 2:
            agree(answer, (loss, correct), "what `train_step` returns")
        agree(answer[0], float(loss), f"the loss of the {place} batch")
        agree(answer[1], float(correct), f"the number correct in the {place} batch")


@check("train_step")
def steps_down_the_gradient(student, expected, table_and_pictures):
    """two batches, one after the other, move every weight exactly as gradient descent does"""
    found, wanted = (ask(part(two_steps, "left"), **table_and_pictures) for ask in (student, expected))
    agree(found["table"], wanted["table"], "the tensor of weights after two steps")


# --- evaluate_accuracy ------------------------------------------------------------------------------------------------
def _measured(lesson, net, X, y, other_X, other_y, batch_size=7):
    """What `evaluate_accuracy` says about `net` on pictures in batches, of 31 in batches of 7 the last one short."""
    others = loader(other_X[:-4], other_y[:-4], batch_size)
    with lesson.using(accuracy=count_right, train_iter=others, test_iter=others):
        return lesson.evaluate_accuracy(net, loader(X, y, batch_size))


@probe
def measured_share(lesson, table, shift, **pictures):
    """The accuracy, after another's, of a network in training mode, where it answers otherwise if there is a shift."""
    return [_measured(lesson, TableNet(one, shift), **pictures) for one in (-table, table)][-1]


@probe
def traces(lesson, table, **pictures):
    """What is left in a network whose weights had a gradient: weights, gradients, buffers; the passes recorded."""
    net = TableNet(table)
    networks.mark_gradients(net, 2)
    _measured(lesson, net, **pictures)
    return {**networks.left_in(net), **net[3].uses}


@check("evaluate_accuracy")
def counts_every_picture_once(student, expected, measured_pictures):
    """the share of correct predictions over all batches, the short last one included"""
    found, wanted = (ask(measured_share, shift=0, **measured_pictures) for ask in (student, expected))
    agree(found, float(wanted), "the accuracy")


@check("evaluate_accuracy")
def measures_in_evaluation_mode(student, expected, measured_pictures):
    """the network is switched to evaluation mode before it is measured, in fifteen batches"""
    fifteen = {**measured_pictures, **{name: measured_pictures[name][1:] for name in "Xy"}, "batch_size": 2}
    found, wanted = (ask(measured_share, shift=1.0, **fifteen) for ask in (student, expected))
    agree(found, float(wanted), "the accuracy of a network that was handed over in training mode")


@check("evaluate_accuracy")
def leaves_no_trace(student, expected, measured_pictures):
    """weights, buffers and gradients stay as they were, and nothing is recorded for gradients"""
    found, wanted = student(traces, **measured_pictures), expected(traces, **measured_pictures)
    require(not found["state"]["3.seen"], "Buffers were changed: the network was in training mode when it was measured")
    networks.require_untouched(found, wanted)
    require(found["first"] is not None, "The network was never used")
    agree(found["first"], wanted["first"], "the tensor of scores of the first picture")
    require(not found["with_gradients"], "Batches passed the network while PyTorch was recording for gradients")


# --- train ------------------------------------------------------------------------------------------------------------
@inputs
def training_case(rng):
    """A table, 26 pictures to train on in batches of 6, 40 others to test on, how many epochs, and how long a step."""
    X, y = _pictures(rng, 26)
    test_X, test_y = _pictures(rng, 40)
    epochs, lr = int(torch.randint(1, 3, (), generator=rng)) * 2, 0.4 + 0.2 * torch.rand((), generator=rng).item()
    return {"table": _table(rng), "X": X, "y": y, "test_X": test_X, "test_y": test_y, "num_epochs": epochs, "lr": lr}


def _trained(lesson, table, X, y, test_X, test_y, num_epochs, lr):
    """Ask for so many epochs; returns the network and the history."""
    net = TableNet(table)
    train_iter, test_iter = loader(X, y, batch_size=6), loader(test_X, test_y, batch_size=9)
    stand_ins = {
        "accuracy": count_right, "make_loss": Surprise, "make_optimizer": Descent,
        "init_weights": fill_like_init_weights, "train_step": step_like_train_step,
        "evaluate_accuracy": share_like_evaluate_accuracy,
    }  # fmt: skip
    steps = register_optimizer_step_post_hook(net.notice_step)
    with lesson.using(**stand_ins):
        history = lesson.train(net, train_iter, test_iter, num_epochs, lr)
    steps.remove()
    return net, history


@probe
def training(lesson, **case):
    """How a training starts, the weights that it leaves, its history about "train" and "test", that of a "second".

    In the second, long steps unlearn what the test pictures ask: who stops early, or keeps the best weights, is found.
    """
    before = fill_like_init_weights.calls
    net, history = _trained(lesson, **case)
    left = {"start": _start(net, fill_like_init_weights.calls - before), "weights": net[2].table.detach().clone()}
    left |= {about: _history(history, keys) for about, keys in HISTORY.items()}
    table = -case["table"].clamp(-5, 5)
    sets = {"X": case["X"][:10], "y": case["y"][:10], "test_y": Table(table)(case["test_X"]).argmax(dim=1)}
    net, second = _trained(lesson, **case | sets | {"table": table, "num_epochs": 5, "lr": 9 * case["lr"]})
    return left | {"second weights": net[2].table.detach().clone(), "second": _history(second, HISTORY["test"])}


def _start(net, handed):
    """For each decoy, the share of its weights within Xavier's bounds and whether any changed; how many starts.

    `handed`: how many modules `init_weights` got, which tells apart the ways in which weights can stay as they were.
    """
    decoys = {"nn.Conv2d": net[0].weight.detach(), "nn.Linear": net[1].weight.detach()}
    return {
        "new": {name: bool((weight != HANDED_IN).any()) for name, weight in decoys.items()},
        "within": {name: float((w.abs() <= _bound(w.shape)).float().mean()) for name, w in decoys.items()},
        "starts": net.starts + (net.last is not None and not torch.equal(net.decoys(), net.last)),
        "handed": handed,
        "first": net[3].uses["first"],
        "unheld": net.unheld,
    }


def _history(history, names):
    """The lists `names` of a history, arrays and tensors made lists; the whole of it where one is missing."""
    if not isinstance(history, dict):
        return history
    kept = {key: history[key] for key in history if key in names}
    kept = kept if len(kept) == len(names) else history
    return {str(key): list(v) if isinstance(v, torch.Tensor | np.ndarray) else v for key, v in kept.items()}


@check("train")
def starts_from_new_weights(student, expected, training_case):
    """before training, and only then, `init_weights` is applied to every layer of the network"""
    found, wanted = (ask(part(training, "start"), **training_case) for ask in (student, expected))
    for name, new in found["new"].items():
        require(new, f"After training the weights of an {name} are those that the network was handed over with")
    for name, share in wanted["within"].items():
        agree(found["within"][name], share, f"the share of the weights of an {name} within Xavier's bounds")
    require(found["starts"] <= 1, "Weights are drawn anew after training has begun, so what was learnt is lost")
    require(found["first"] is not None, "The network was never used")
    pictures = torch.cat([training_case["X"], training_case["test_X"]])
    net = nn.Sequential(*list(TableNet(training_case["table"]))[2:])
    scores = torch.cat([net.train()(pictures), net.eval()(pictures)])
    apart = (scores - torch.as_tensor(found["first"])).abs().amax(dim=1)
    require(bool((apart < 1e-3).any()), "The network's first scores are those of none of the pictures")


@check("train")
def trains_the_network_it_was_given(student, expected, training_case):
    """all epochs at the given learning rate move the network's weights as SGD does"""
    X, y, unlikely = training_case["X"], training_case["y"], training_case["table"].clone()
    unlikely[y[0]] -= 300
    more = {"table": unlikely, "X": X.repeat(3, 1, 1, 1), "y": y.repeat(3), "num_epochs": 1}
    for index, case, after in (
        ("weights", training_case, "training"),
        ("weights", {**training_case, **more}, "training in 13 batches, with scores of -500"),
        ("second weights", training_case, "a training in which the accuracy falls"),
    ):
        agree_on(student, expected, part(training, index), **case, what=f"the tensor of weights after {after}")
    unheld = student(part(training, "start"), **training_case)["unheld"]
    require(not unheld, "The optimizer does not hold all parameters of the network")


@check("train")
def keeps_a_history_of_training(student, expected, training_case):
    """`train_loss` and `train_acc` hold the mean per picture of each epoch"""
    found, wanted = (ask(part(training, "train"), **training_case) for ask in (student, expected))
    on_training_pictures = {**training_case, "test_X": training_case["X"], "test_y": training_case["y"]}
    afterwards = expected(part(training, "test"), **on_training_pictures)["test_acc"]
    if isinstance(found, dict) and close(found.get("train_acc"), afterwards):
        wanted = {**wanted, "train_acc": afterwards}
    agree_on_keys(found, wanted, "the history")


@check("train")
def keeps_a_history_of_testing(student, expected, training_case):
    """`test_acc` holds the accuracy on the test pictures after each epoch"""
    for one, what in (("test", "the history"), ("second", "the history of a second training")):
        found, wanted = (ask(part(training, one), **training_case) for ask in (student, expected))
        agree_on_keys(found, wanted, what)


# --- plot_history -----------------------------------------------------------------------------------------------------
@inputs
def drawn_history(rng):
    """A made-up history of six epochs: three lists of floats."""
    loss, train, test = (torch.rand(6, generator=rng) for _ in range(3))
    curves = {"train_loss": 1.2 + loss, "train_acc": 0.5 + 0.4 * train, "test_acc": 0.1 + 0.3 * test}
    return {name: values.tolist() for name, values in curves.items()}


@probe
def figure_of_history(lesson, drawn_history):
    """The figure that `plot_history` made, as data."""
    return drawing(lesson.plot_history, drawn_history)


def _drawn(student, drawn_history):
    """The three curves of the figure, once it is sure that they are there."""
    return plots.read(student(figure_of_history, drawn_history), **drawn_history).require_drawn()


@check("plot_history")
def draws_three_curves(student, drawn_history):
    """the figure shows the three lists as curves over the epochs"""
    _drawn(student, drawn_history).require_over_epochs()


@check("plot_history")
def says_which_curve_is_which(student, drawn_history):
    """curves that share their axes have a legend entry each, and it is the right one"""
    _drawn(student, drawn_history).require_told_apart()


@check("plot_history")
def labels_its_axes(student, drawn_history):
    """the axes have labels"""
    _drawn(student, drawn_history).require_axis_labels()


# --- trained_lenet ----------------------------------------------------------------------------------------------------
@inputs
def test_set(rng, data):
    """The embedded test pictures, and more, in random order, (N, 28, 28) uint8; what they show stays in the judge."""
    return unseen.mixed(data, "FashionMNIST", rng)


@probe
def predicted_kinds(lesson, pictures):
    """What `trained_lenet` takes the pictures for, in evaluation mode: (N,) int64; None if it is no network."""
    return networks.classes(lesson.trained_lenet, pictures.unsqueeze(1) / 255)


@check("trained_lenet", needs=(*TOOLS, "train"))
def recognises_the_test_pictures(student, expected, test_set, threshold):
    """enough of the test pictures are recognised"""
    found, test_labels, test_pictures = test_set.tested("trained_lenet", student(predicted_kinds, test_set.images))
    networks.reach_accuracy("trained_lenet", found, test_labels, threshold, test_pictures, FashionMNIST.classes)
