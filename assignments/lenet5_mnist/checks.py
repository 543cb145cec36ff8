"""What is graded in lenet5_mnist. Public: it asks questions and holds no answers.

Exercises that build on earlier ones are asked with stand-ins: a small linear network in place of LeNet, a network whose
progress is scripted in place of training. So a mistake costs its own exercise and no other.
"""

import contextlib
import inspect
import math
from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.optim import SGD, Optimizer
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import MNIST

from autograder.authoring import agree, agree_on, check, drawing, inputs, networks, part, plots, probe, require, unseen
from autograder.authoring.compare import close
from autograder.authoring.devices import defaults_on, here, is_a_device, on_fake_gpu, require_one_device
from autograder.authoring.loaders import loader, torchvision_set

# ---------------------------------------------------------------------------------------------- the data set
OCCURRENCES = (3, 1, 5, 2, 0, 4, 1, 0, 7, 0)  # how many of the others show a 0, a 1, …
IMAGES, COUNTS = "the number of images", "the counts of the ten digits"


def digits_set(images, labels):
    """torchvision's MNIST with given images (N, 28, 28) uint8 and labels (N,) int64, prepared as in the lesson."""
    prepare = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
    return torchvision_set(MNIST, images, labels, prepare)


@inputs
def digits(rng):
    """A small data set: `images` (27, 28, 28) uint8, `labels` (27,) int64: a 7, two 8s, others without a 4 or a 9, a 7.

    The others are in random order. Whoever leaves out an end has a 7 less; two 8s are found by who looks at five.
    """
    return shuffled_digits(torch.tensor(OCCURRENCES), rng, ends=torch.tensor([7, 8, 8, 7]))


@inputs
def tally(rng):
    """Nobody knows how often a digit occurs, but for 4, 8 and 9, which do not. One does more than 256 times."""
    occurrences = torch.randint(1, 9, (10,), generator=rng) * torch.tensor([1, 1, 1, 1, 0, 1, 1, 1, 0, 0])
    occurrences[occurrences.argmax()] += 256
    return shuffled_digits(occurrences, rng)


def shuffled_digits(occurrences, rng, ends=torch.tensor([], dtype=torch.int64)):
    """Noise for images, and as many labels of each digit as `occurrences` (10,) says, shuffled, between two `ends`."""
    labels = torch.arange(10).repeat_interleave(occurrences)
    labels = torch.cat([ends[:-1], labels[torch.randperm(len(labels), generator=rng)], ends[-1:]])
    return {"images": torch.randint(0, 256, (len(labels), 28, 28), dtype=torch.uint8, generator=rng), "labels": labels}


@probe
def counted(lesson, images, labels):
    """What `count_samples` returns when it is called again; the counts as int64 (10,) if they are whole numbers."""
    lesson.count_samples(digits_set(images[:-1], labels[:-1]))
    answer = lesson.count_samples(digits_set(images, labels))
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return {"pair": False, "type": type(answer).__name__}
    try:
        counts = np.asarray(answer[1], dtype=np.float64)
    except (TypeError, ValueError):
        counts = np.empty(0)
    whole = counts.astype(np.int64) if np.array_equal(counts, np.trunc(counts)) else counts
    return {"pair": True, IMAGES: answer[0], COUNTS: torch.from_numpy(np.atleast_1d(whole).copy())}


def pair_of(student, tally):
    """What `count_samples` returns, once it is sure that it is a pair."""
    answer = student(counted, **tally)
    require(answer["pair"], "`count_samples` must return a pair: number of images and ten counts", answer.get("type"))
    return answer


@check("count_samples")
def counts_the_images(student, expected, tally):
    """the first number returned is how many images the data set has"""
    answer, wanted = pair_of(student, tally), expected(counted, **tally)
    agree(answer[IMAGES], wanted[IMAGES], IMAGES)


@check("count_samples")
def counts_each_digit(student, expected, tally):
    """ten counts follow, one for each digit from 0 to 9, also for digits that do not occur"""
    answer, wanted = pair_of(student, tally), expected(counted, **tally)
    require(len(answer[COUNTS]), "The counts must be a list, an array or a tensor of ten numbers")
    agree(answer[COUNTS], wanted[COUNTS], COUNTS)


@probe
def samples(lesson, images, labels, digit, **options):
    """What `samples_with_label` returns: (1, 28, 28) float32 tensors."""
    dataset = digits_set(images, labels)
    lesson.samples_with_label(dataset, 2, num_samples=1)  # who keeps what an earlier call found is found
    answer = lesson.samples_with_label(dataset, digit, **options)
    return list(answer) if isinstance(answer, tuple) else answer


@check("samples_with_label")
def finds_the_first_images(student, expected, digits):
    """it returns the first images of the digit, as many as were asked for, five if nothing was said"""
    for request in ({"digit": 8}, {"digit": 2, "num_samples": 3}, {"digit": 0, "num_samples": 1}):
        agree_on(student, expected, samples, **digits, **request, what="the list of images")


@check("samples_with_label")
def returns_fewer_when_there_are_fewer(student, expected, digits):
    """when the data set has fewer images of the digit it returns those, and an empty list if there are none"""
    for request in ({"digit": 5}, {"digit": 7, "num_samples": 10}, {"digit": 9}):
        agree_on(student, expected, samples, **digits, **request, what="the list of images")


# ---------------------------------------------------------------------------------------------- the network
SIZES = {"conv1": (6, 1, 3, 3), "conv2": (16, 6, 3, 3), "fc1": (120, 576), "fc2": (84, 120), "fc3": (10, 84)}


@inputs
def lenet_inputs(rng):
    """Weights for the five layers, as strong as keeps signals alive, and `images` (6, 1, 28, 28) float32."""
    weights = {}
    for name, size in SIZES.items():
        bound = 2.5 / math.sqrt(math.prod(size[1:]))
        weights[f"{name}.weight"] = bound * (2 * torch.rand(size, generator=rng) - 1)
        weights[f"{name}.bias"] = 0.5 * (2 * torch.rand(size[0], generator=rng) - 1)
    return {"weights": weights, "images": 3 * torch.randn(6, 1, 28, 28, generator=rng)}


def fresh_lenet(lesson):
    """A LeNet of the student's."""
    network = lesson.LeNet().to(here())
    return networks.made(network, torch.zeros(1, 1, 28, 28, device=here()))


stamped = networks.stamped


@probe
def layer_sizes(lesson, stamped):
    """Sizes of weights and biases of the five layers, how many numbers all parameters hold, and which when filled."""
    network = fresh_lenet(lesson)
    count = sum(parameter.numel() for parameter in network.parameters())
    layers = networks.parameters_of(network, SIZES)
    return {"sizes": networks.sizes(layers), "parameters": count, "sums": networks.stamp(layers.values(), stamped)}


@probe
def logits_with_weights(lesson, weights, images):
    """The sizes of the layers, and under `weights` the logits of `images` and the gradients that reach the layers."""
    network = fresh_lenet(lesson)
    parameters = networks.parameters_of(network, SIZES)
    sizes = networks.sizes(parameters)
    if sizes != networks.sizes(weights):
        return {"sizes": sizes}
    networks.put(parameters, weights)
    return {"sizes": sizes, **networks.answers(network, images.to(here()), parameters)}


@check("LeNet")
def layers_have_the_right_sizes(student, expected, stamped):
    """conv1, conv2, fc1, fc2 and fc3 are there, each with weights and biases of the right size"""
    answer, wanted = student(layer_sizes, stamped), expected(layer_sizes, stamped)
    require(answer["parameters"], "The network has no parameters")
    agree(answer["sizes"], wanted["sizes"], "the network")
    agree(answer["sums"], wanted["sums"], "what the layers hold when they were filled")


@check("LeNet")
def computes_the_forward_pass(student, expected, lenet_inputs):
    """with the same weights it computes the same logits, for a batch and for a single image"""
    answer, wanted = student(logits_with_weights, **lenet_inputs), expected(logits_with_weights, **lenet_inputs)
    agree(answer["sizes"], wanted["sizes"], "the network")
    networks.agree_on_answers(answer, wanted, "the logits")


# ---------------------------------------------------------------------------------------------- stand-ins
def linear_network(weights, device):
    """A small network in place of LeNet: images (N, 1, 28, 28), not rows → logits (N, 10); it ends `Watched`."""
    layers = {"flatten": nn.Flatten(), "lenet": nn.Linear(784, 10), "witness": networks.Watched()}
    network = nn.Sequential(OrderedDict(pool=nn.MaxPool2d(1), **layers))
    network.load_state_dict(weights, strict=False)  # what `Watched` has counted is not among the weights
    return network.to(device)


@inputs
def batches(rng):
    """`weights` of a linear network; `images` (23, 1, 28, 28) and `labels` (23,): five batches of 4 and one of 3.

    The network names the first batch correctly, 60 % or so of the other full ones, one of the short one, often a 9.
    """
    weight = 0.05 * torch.randn(10, 784, generator=rng)
    weights = {"lenet.weight": weight, "lenet.bias": torch.cat([torch.randn(9, generator=rng), torch.tensor([1.5])])}
    images = 0.5 * torch.randn(23, 1, 28, 28, generator=rng)
    best, second = linear_network(weights, "cpu")(images).topk(2).indices.T
    others = (best + torch.randint(1, 10, (23,), generator=rng)) % 10
    labels = torch.where(torch.rand(23, generator=rng) < 0.6, best, others)
    labels[:4], labels[20], labels[21:] = best[:4], best[20], second[21:]
    return {"weights": weights, "images": images, "labels": labels}


BATCH_SIZE = 4


def with_stand_ins(function, network, optimizer, batches, device):
    """`function`, with the stand-ins also where a default argument of it holds an object of the notebook's."""

    def stand_in(value):
        if isinstance(value, Optimizer):
            return optimizer
        if isinstance(value, DataLoader):
            return batches
        if isinstance(value, torch.device):
            return device
        return network if isinstance(value, nn.Module) and not isinstance(value, nn.modules.loss._Loss) else value

    inner = inspect.unwrap(function)
    if getattr(inner, "__defaults__", None):
        inner.__defaults__ = tuple(stand_in(value) for value in inner.__defaults__)
    return function


class World:
    """What `train_one_epoch` and `evaluate` find in place of the notebook's globals."""

    def __init__(self, lesson, network, batches, others=None):
        self.optimizer = SGD(network.parameters(), lr=0.1)
        self.steps = self.led = 0  # all steps, and those with a gradient to go by
        self.optimizer.register_step_post_hook(self._count)
        self.batches = batches
        self.network = network
        others = batches if others is None else others
        self.globals = {
            **dict.fromkeys(["device", *lesson.names_of(is_a_device)], here()),
            "lenet": network,
            "optimizer": self.optimizer,
            "criterion": nn.CrossEntropyLoss(),
            "train_loader": batches,
            "test_loader": others,
            "train_set": batches.dataset,
            "test_set": others.dataset,
        }

    def _count(self, optimizer, *_):
        self.steps += 1
        self.led += any(p.grad is not None and bool(p.grad.any()) for p in optimizer.param_groups[0]["params"])

    def adopt(self, function):
        """`function` as it acts in this world."""
        return with_stand_ins(function, self.network, self.optimizer, self.batches, self.globals["device"])


# ---------------------------------------------------------------------------------------------- moved or not?
class Station(nn.Module):
    """A linear network that counts the batches of images that reach it from another device than its own."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)
        self.unmoved = 0

    def forward(self, images):
        device = self.linear.weight.device
        self.unmoved += images.device != device
        return self.linear(images.to(device).flatten(1))


def left_behind(lesson, weights, images, labels, call):
    """Whether `call(world)` used the network, and left images or labels on the CPU while `device` was a GPU."""
    used = linear_network(weights, here())
    answer = {"images": 0}

    def call_in_world(device, network):
        world = World(lesson, network, loader(images, labels, batch_size=BATCH_SIZE))
        places = [name for name, value in world.globals.items() if is_a_device(value)]
        world.globals.update(dict.fromkeys(places, torch.device(device)))
        with lesson.using(**world.globals):
            call(world)

    helpers = [getattr(lesson, name) for name in lesson.names_of(inspect.isfunction)]

    def on_gpu(device):
        with device:
            station = Station()
        try:
            with defaults_on(device, helpers):
                call_in_world(device, station)
        finally:
            answer["images"] = station.unmoved + (station.linear.weight.device.type != device.type)  # left elsewhere

    call_in_world(str(here()), used)
    devices = [getattr(lesson, name) for name in lesson.names_of(is_a_device)]
    there = on_fake_gpu(on_gpu, [device for device in devices if not isinstance(device, str)])
    return {**answer, "first": used.witness.uses["first"], "there": there}


@inputs
def blank():
    """Batches as above without anything on them: whether all meets on one device does not depend on it."""
    weights = {"lenet.weight": torch.zeros(10, 784), "lenet.bias": torch.zeros(10)}
    return {"weights": weights, "images": torch.zeros(6, 1, 28, 28), "labels": torch.arange(6)}


def first_logits(weights, images, **_):
    """What a network with these weights makes of the first image: nobody needs to be asked that."""
    with torch.no_grad():
        return linear_network(weights, "cpu")(images[:1])[0]


def require_moved(answer, wanted):
    """Fail unless the network was used, and images and labels were moved."""
    require_used(answer, wanted)
    require(not answer["images"], "Images were not moved to `device`, or the network was taken elsewhere")
    labels = "The network's answers on `device` met labels that had not been moved there"
    require_one_device(answer["there"], wanted["there"], labels)


def require_used(answer, wanted):
    """Fail unless the network was given the images: only who has its logits can say how it was used."""
    require(answer["first"] is not None, "The network was never used")
    agree(answer["first"], wanted["first"], "the first image's logits")


# ---------------------------------------------------------------------------------------------- train_one_epoch
@probe
def weights_after_two_epochs(lesson, weights, images, labels, batch_size=BATCH_SIZE):
    """Weights of the linear network after calling `train_one_epoch()` twice.

    If they are what they were: how many steps, steps with a gradient and gradients there were, and if one is left.
    """
    network = linear_network(weights, here())
    world = World(lesson, network, *(loader(some, labels, batch_size) for some in (images, 0.4 * images.flip(0))))
    computed = []
    network.lenet.weight.register_hook(lambda gradient: computed.append(1))
    with lesson.using(**world.globals):
        train_one_epoch = world.adopt(lesson.train_one_epoch)
        train_one_epoch()
        train_one_epoch()
    after = {name: value.detach().cpu() for name, value in network.named_parameters()}
    if any(not torch.equal(after[name], weights[name]) for name in weights):
        return {"weights": after}
    left = any(p.grad is not None and bool(p.grad.any()) for p in network.parameters())
    taken = {"steps": world.steps, "with_gradients": world.led, "gradients": len(computed)}
    return {"weights": after, **taken, "gradient_left": left}


@probe
def modes_while_training(lesson, weights, images, labels):
    """How often the network was used in which mode by a pass that found it in evaluation mode."""
    network = linear_network(weights, here()).eval()
    world = World(lesson, network, loader(images, labels, batch_size=BATCH_SIZE))
    with lesson.using(**world.globals):
        world.adopt(lesson.train_one_epoch)()
    return network.witness.uses


@probe
def left_behind_while_training(lesson, weights, images, labels):
    """Batches used without having been moved, images and labels, in one pass of training."""
    return left_behind(lesson, weights, images, labels, lambda world: world.adopt(lesson.train_one_epoch)())


@check("train_one_epoch")
def steps_down_the_gradient(student, expected, batches):
    """one pass moves every weight exactly as one step of gradient descent per batch does"""
    for batch_size, many in ((BATCH_SIZE, "six"), (2, "twelve")):
        answer, wanted = (
            ask(weights_after_two_epochs, **batches, batch_size=batch_size) for ask in (student, expected)
        )
        agree(answer["weights"], wanted["weights"], f"the network after two epochs of {many} batches")
    sure = {**batches, "images": 100 * batches["images"]}
    found, wanted = student(weights_after_two_epochs, **sure), expected(weights_after_two_epochs, **sure)
    agree(found["weights"], wanted["weights"], "a network whose logits are in the hundreds, after two epochs,")


@check("train_one_epoch")
def trains_in_training_mode(student, expected, batches):
    """it puts the network into training mode, whatever mode it finds it in"""
    uses = student(modes_while_training, **batches)
    require(not uses["training_in_eval_mode"], "The network was in evaluation mode while gradients were recorded")
    require(uses["training"], "The network was never used")
    require_used(uses, expected(modes_while_training, **batches))


@check("train_one_epoch")
def moves_every_batch_to_the_device(student, expected, batches, blank):
    """images and labels of every batch are moved to `device` before they are used"""
    wanted = {**expected(left_behind_while_training, **blank), "first": first_logits(**batches)}
    require_moved(student(left_behind_while_training, **batches), wanted)


# ---------------------------------------------------------------------------------------------- evaluate
@probe
def figures(lesson, weights, images, labels, batch_size=BATCH_SIZE):
    """The two numbers that `evaluate` returns for 23 images in batches, after a call for others, each by itself.

    What kind of thing it returns if that is no pair.
    """
    network = linear_network(weights, here())
    dataloader = loader(images, labels, batch_size)
    others = loader(-images[:21], labels[:21], BATCH_SIZE), loader(images[:22] + 0.1, labels.flip(0)[:22], BATCH_SIZE)
    world = World(lesson, network, *others)
    with lesson.using(**world.globals):
        evaluate = world.adopt(lesson.evaluate)
        evaluate(others[0])
        answer = evaluate(dataloader)
    try:
        pair = list(answer) if not isinstance(answer, dict | str) else []
    except TypeError:
        pair = []
    kind = {"type": type(answer).__name__}
    return {name: {"number": pair[i]} if len(pair) == 2 else kind for i, name in enumerate(("loss", "accuracy"))}


@probe
def traces_of_evaluating(lesson, weights, images, labels):
    """How `evaluate` used a network in training mode, and by how much it changed its weights and gradients."""
    network = linear_network(weights, here()).train()
    world = World(lesson, network, loader(images, labels, batch_size=BATCH_SIZE))
    networks.mark_gradients(network, 1)
    with lesson.using(**world.globals):
        world.adopt(lesson.evaluate)(world.batches)
    moved = [(value.detach().cpu() - weights[name]).abs().max().item() for name, value in network.named_parameters()]
    kept = all(p.grad is not None and bool((p.grad == 1).all()) for p in network.parameters())
    frozen = not all(p.requires_grad for p in network.parameters())
    found = {"weights_moved": max(moved), "gradients_kept": kept, "frozen": frozen}
    found["reduction"] = getattr(world.globals["criterion"], "reduction", None)
    return {**network.witness.uses, **found, "records": torch.is_grad_enabled()}


@probe
def left_behind_while_evaluating(lesson, weights, images, labels):
    """Batches used without having been moved, images and labels, by `evaluate`."""
    return left_behind(lesson, weights, images, labels, lambda world: world.adopt(lesson.evaluate)(world.batches))


def agree_in_one(student, expected, case, name, what):
    """Compare one of the two numbers that `evaluate` returns."""
    found, wanted = (ask(part(figures, name), **case) for ask in (student, expected))
    require("number" in found, "`evaluate` must return two numbers: the mean loss and the accuracy", found.get("type"))
    agree(found["number"], wanted["number"], what)


@check("evaluate")
def loss_is_the_mean_over_all_images(student, expected, batches):
    """the loss is the mean over all images, where an image in a short batch weighs no more than any other"""
    agree_in_one(student, expected, batches, "loss", "the mean loss per image")
    sure = {**batches, "images": 100 * batches["images"], "batch_size": 2}
    agree_in_one(student, expected, sure, "loss", "the mean loss per image where logits are in the hundreds")


@check("evaluate")
def accuracy_is_the_share_of_images(student, expected, batches):
    """the accuracy is the share of all images that are named correctly, between 0 and 1"""
    agree_in_one(student, expected, batches, "accuracy", "the accuracy")


@check("evaluate")
def leaves_no_trace(student, expected, batches):
    """it measures in evaluation mode, without gradients, and changes neither weights nor gradients"""
    traces = student(traces_of_evaluating, **batches)
    require(traces["weights_moved"] == 0, "The weights of the network were changed by `evaluate`")
    require(traces["gradients_kept"], "The gradients stored in the network were changed by `evaluate`")
    require(not traces["frozen"], "The network cannot be trained any more: `requires_grad` was switched off")
    require(traces["records"], networks.OFF_FOR_GOOD)
    require(traces["reduction"] == "mean", "`evaluate` leaves a `criterion` that no longer gives the mean of a batch")
    require(not traces["training"], "The network was in training mode while it was evaluated")
    require(not traces["with_gradients"], "Gradients were recorded while the network was evaluated")
    require_used(traces, expected(traces_of_evaluating, **batches))


@check("evaluate")
def moves_every_batch_it_measures_to_the_device(student, expected, batches, blank):
    """images and labels of every batch are moved to `device` before they are used"""
    wanted = {**expected(left_behind_while_evaluating, **blank), "first": first_logits(**batches)}
    require_moved(student(left_behind_while_evaluating, **batches), wanted)


# ---------------------------------------------------------------------------------------------- training_history
LISTS = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
EPOCHS = 7  # not what the notebook says, nor one off it: who writes such a number into the cell is found


class Pupil(nn.Module):
    """Stand-in for LeNet whose progress is scripted: it is surest of the right digit after three steps, one epoch.

    An image says in its first pixel which digit it shows and in its second how easy it is. The right digit gets the
    logit `confidence`, all others 0; so loss and accuracy after each step are known, whatever optimizer takes it. That
    all goes downhill after the first epoch shows who stops early, or keeps the best.
    """

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(10))
        self.seen = self.weight.detach().clone()
        self.steps = 0
        self.stale = 0
        self.record = []

    def confidence(self, images):
        """(N,) logits of the right digits after the steps taken so far; lower in training mode, as with dropout."""
        if not torch.equal(self.seen, self.weight.detach()):
            self.seen = self.weight.detach().clone()
            self.steps += 1
        taken = 0.9 * min(self.steps, 3) - 0.25 * max(self.steps - 3, 0)
        return images[:, 0, 0, 1] + taken - 0.7 * self.stale - 0.4 * self.training

    def marks(self, images):
        """(2, N): the loss of each image, and 1 where its digit is found."""
        sure = self.confidence(images)
        return torch.stack([torch.log(torch.exp(sure) + 9) - sure, (sure > 0).to(sure.dtype)])

    def forward(self, images):
        sure = self.confidence(images)
        if self.training and torch.is_grad_enabled():
            self.record.append(self.marks(images).mean(dim=1).tolist())
        digits = images[:, 0, 0, 0].round().long()
        logits = sure[:, None] * (digits[:, None] == torch.arange(10, device=images.device))
        logits = logits + (self.weight - self.weight.detach())
        if logits.requires_grad:
            logits.register_hook(self._notice_stale_gradient)
        return logits

    def _notice_stale_gradient(self, _):
        """A gradient that is still there when the next one comes spoils the progress."""
        if self.weight.grad is not None and bool(self.weight.grad.any()):
            self.stale += 1

    def learn(self, images, held):
        """Take one scripted step, if the optimizer has `held` the weights."""
        self.record.append(self.marks(images).mean(dim=1).tolist())
        if held:  # by an optimizer, so that it counts as a step for whoever looks on
            kept, self.weight.grad = self.weight.grad, -torch.ones_like(self.weight)
            SGD([self.weight], lr=1).step()
            self.weight.grad = kept


@inputs
def scripted_images(rng):
    """12 images to train on, three whole batches of 4, and 14 to test on, a batch more, which is short."""
    sets = {}
    for name, count, low in (("train", 12, -3.5), ("test", 14, -4.0)):
        labels = torch.randint(0, 10, (count,), generator=rng)
        images = torch.zeros(count, 1, 28, 28)
        images[:, 0, 0, 0] = labels
        images[:, 0, 0, 1] = low + 4 * torch.rand(count, generator=rng)
        sets[f"{name}_images"], sets[f"{name}_labels"] = images, labels
    return sets


def scripted_functions(lesson):
    """`train_one_epoch` and `evaluate` for a Pupil, in place of the student's."""

    def train_one_epoch(*given, **named):
        start = len(lesson.lenet.record)
        lesson.lenet.train()
        groups = [g for o in (lesson.optimizer, *given, *named.values()) for g in getattr(o, "param_groups", ())]
        held = any(lesson.lenet.weight is parameter for group in groups for parameter in group["params"])
        for images, _ in lesson.train_loader:
            lesson.lenet.learn(images.to(here()), held)
        return tuple(mean(lesson.lenet.record[start:]))

    def evaluate(dataloader, *_, **__):
        lesson.lenet.eval()  # and stays so: training sets its mode itself
        marks = torch.cat([lesson.lenet.marks(images.to(here())) for images, _ in dataloader], dim=1)
        return tuple(marks.mean(dim=1).tolist())

    return {"train_one_epoch": train_one_epoch, "evaluate": evaluate}


def mean(pairs):
    """Mean loss and mean accuracy of equally large batches."""
    return [sum(column) / len(pairs) for column in zip(*pairs, strict=True)]


def history(lesson, sets, functions):
    """The lists about "train" and "test" that the cell of `training_history` leaves when a Pupil is trained.

    About training also the Pupil's own record.
    """
    network = Pupil().to(here())
    train = loader(sets["train_images"], sets["train_labels"], batch_size=BATCH_SIZE)
    test = loader(sets["test_images"], sets["test_labels"], batch_size=BATCH_SIZE)
    world = World(lesson, network, train, test)
    for name in ("train_one_epoch", "evaluate"):
        if name not in functions and callable(getattr(lesson, name)):
            world.adopt(getattr(lesson, name))
    names = {**world.globals, "LeNet": Pupil, "n_epoch": EPOCHS, **functions}
    with lesson.using(**names):
        left = lesson.run("training_history", **names)
    train_lists, test_lists = ({name: getattr(left, name, None) for name in names} for names in (LISTS[:2], LISTS[2:]))
    per_epoch = len(train)
    epochs = [network.record[i : i + per_epoch] for i in range(0, len(network.record), per_epoch)]
    loss, accuracy = (list(figures) for figures in zip(*map(mean, epochs), strict=True)) if epochs else ([], [])
    while_training = {"loss_while_training": loss, "accuracy_while_training": accuracy}
    return {"train": {"lists": train_lists, **while_training}, "test": {"lists": test_lists}}


@probe
def history_with_scripted_functions(lesson, **sets):
    """The history of a Pupil trained and measured by scripted functions; None when the cell raises."""
    try:
        return history(lesson, sets, scripted_functions(lesson))
    except Exception:  # the cell may want more of `train_one_epoch` than the scripted one gives: its own decides
        return None


@probe
def history_with_own_functions(lesson, quiet, **sets):
    """The history of a Pupil trained and measured by the student's functions; if `quiet`, None when the cell raises."""
    try:
        return history(lesson, sets, {})
    except Exception:
        if quiet:
            return None
        raise


def judge_lists(student, expected, about, sets):
    """Compare the lists `about` "train" or "test": those of training may be figures after the pass or while training.

    The student's own functions are asked only if the cell fails with scripted ones: it may depend on what they return.
    """
    answer = expected(part(history_with_scripted_functions, about), **sets)
    right = {name: [figures] for name, figures in answer["lists"].items()}
    for name in right if about == "train" else ():
        right[name].append(answer[f"{name.removeprefix('train_')}_while_training"])

    def fits(answer):
        return answer and all(any(close(answer["lists"][name], w) for w in right[name]) for name in right)

    scripted = student(part(history_with_scripted_functions, about), **sets)
    if fits(scripted):
        return
    own = student(part(history_with_own_functions, about), quiet=scripted is not None, **sets)
    if fits(own):
        return
    for name, (first, *others) in right.items():
        found = (scripted or own)["lists"][name]
        begun = [w for w in others if isinstance(found, list) and found and close(found[:1], w[:1])]  # while training
        if not any(close(found, other) for other in others):
            agree(found, *begun or [first], f"`{name}`", returned=False)


@check("training_history")
def training_figures_follow_each_pass(student, expected, scripted_images):
    """each epoch adds one training loss and one training accuracy, after the pass or while training"""
    judge_lists(student, expected, "train", scripted_images)


@check("training_history")
def figures_of_the_test_set_follow_each_pass(student, expected, scripted_images):
    """each epoch adds one test loss and one test accuracy, of the network the epoch ended with on the test set"""
    judge_lists(student, expected, "test", scripted_images)


# ---------------------------------------------------------------------------------------------- plot_curves
@inputs
def curves(rng):
    """Six epochs of figures, no two alike and none in order of size: four lists of floats."""
    fall = torch.linspace(2.2, 0.4, 6)[[0, 1, 3, 2, 4, 5]]
    noise = 0.1 * torch.rand(4, 6, generator=rng)
    rows = torch.stack([fall, 0.9 - fall / 3, fall + 0.2, 0.8 - fall / 3]) + noise
    return {name: row.tolist() for name, row in zip(LISTS, rows, strict=True)}


@probe
def drawn(lesson, **curves):
    """What `plot_curves` drew, as data."""
    return drawing(lesson.plot_curves, *(list(curves[name]) for name in LISTS))


@check("plot_curves")
def draws_all_four_curves(student, curves):
    """losses and accuracies of training and test are drawn, one point per epoch, in the order of the epochs"""
    plots.read(student(drawn, **curves), **curves).require_over_epochs()


@check("plot_curves")
def says_which_curve_is_which(student, curves):
    """axes are labelled, and a legend tells training from test, and loss from accuracy where they share the axes"""
    plot = plots.read(student(drawn, **curves), **curves)
    plot.require_axis_labels()
    plot.require_told_apart()


# ---------------------------------------------------------------------------------------------- tuned_lenet
@inputs
def test_digits(rng, data):
    """The test set, and more, in random order: `images` (N, 1, 28, 28) prepared as in the lesson; labels stay here."""
    mixed = unseen.mixed(data, "MNIST", rng)
    return {"images": (mixed.images.unsqueeze(1) / 255 - 0.5) / 0.5, "mixed": mixed}


def is_own_lenet(lesson, network):
    """Whether `network` is made from the student's `LeNet`, or from a class of that name with the same layers."""
    with contextlib.suppress(Exception):  # who has no `LeNet` has at most made one of that name in this cell
        if isinstance(network, lesson.LeNet):
            return True
    found = networks.parameters_of(network, SIZES)
    fits = {name: tuple(values.shape) for name, values in found.items() if values.dim() > 1}
    named = any(kind.__name__ == "LeNet" for kind in type(network).__mro__)
    return named and fits == {f"{name}.weight": size for name, size in SIZES.items()}


@probe
def named_digits(lesson, images):
    """The digits (N,) that `tuned_lenet` names in evaluation mode; what kind of thing it is if it cannot."""
    network = lesson.tuned_lenet
    if not is_own_lenet(lesson, network):
        kind = type(network).__name__.replace("LeNet", "LeNet with other layers")
        return {"is_lenet": False, "is_class": isinstance(network, type), "type": kind}
    logits = networks.scores(network.to(here()), images.to(here()))
    return {
        "is_lenet": True,
        "finite": bool(torch.isfinite(logits).all()),
        "differ": bool((logits - logits[:1]).abs().max() > 1e-6),
        "digits": logits.argmax(dim=1),
    }


@check("tuned_lenet", needs=("LeNet", "train_one_epoch", "evaluate"))
def names_enough_test_digits(student, threshold, test_digits):
    """the trained network names as large a share of the test digits as is asked for"""
    answer = student(named_digits, test_digits["images"])
    if not answer["is_lenet"]:
        require(not answer["is_class"], "`tuned_lenet` is a class: it must be a network made from it, and trained")
        require(False, "`tuned_lenet` must be an instance of your class `LeNet`", found=f"a {answer['type']}")
    require(answer["finite"], "The logits of `tuned_lenet` are not finite numbers any more")
    found, labels, images = test_digits["mixed"].tested("tuned_lenet", answer["digits"])
    same = f"accuracy {networks.share_right(found, labels):.3f}"
    require(answer["differ"], "`tuned_lenet` gives the same logits to every image", same)
    networks.reach_accuracy("tuned_lenet", found, labels, threshold, images, notice_same=False)
