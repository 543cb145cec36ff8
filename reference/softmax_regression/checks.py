"""What is graded in softmax_regression: the questions that are put to a notebook, and what is asked of the answers.

Weights, batches and histories are made up here, so that neither luck nor an earlier exercise decides. Where an exercise
builds on earlier ones, stand-ins take their places.
"""

import contextlib
import copy
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional
from torch.optim import SGD
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from autograder.authoring import agree, agree_on, check, drawing, inputs, networks, part, plots, probe, require, unseen
from autograder.authoring.compare import agree_on_entry, agree_on_keys, close, one_of_two
from autograder.authoring.loaders import loader, torchvision_set

LAYER = [(10,), (10, 784)]  # shapes of the parameters of a softmax regression
CURVES = ("train_loss", "train_acc", "val_loss", "val_acc")
ONLY_ONE_MOVES = "Without an optimizer one net moves, and another that comes after it does not"


# --- what the questions are made of -----------------------------------------------------------------------------------
class SmallNet(nn.Linear):  # so that who draws the weights of linear layers anew is seen
    """Log-probabilities of ten classes from 7x7 thumbnails of (N, 1, 28, 28) images; `middle` may change the scores."""

    def __init__(self, weight, bias, middle=None):
        super().__init__(49, 10)
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
        self.middle = middle or nn.Identity()

    def forward(self, images):
        thumbnails = functional.avg_pool2d(images, 4).reshape(-1, 49)
        scores = self.middle(thumbnails @ self.weight.T + self.bias)
        return scores - scores.logsumexp(dim=1, keepdim=True)

    def learned(self):
        """The parameters as they are now: {name: tensor}."""
        return {name: value.detach().clone() for name, value in self.named_parameters()}


unusual_loss = networks.surcharged(functional.nll_loss)


def shapes(net):
    """Shapes of all parameters, smallest first."""
    return sorted(tuple(p.shape) for p in net.parameters())


def filled(net, weight, bias):
    """`net` with `weight` (10, 784) and `bias` (10,) in its only layer; None when it is not one such layer."""
    if shapes(net) != LAYER:
        return None
    for parameter in net.parameters():
        parameter.data.copy_(weight if parameter.dim() == 2 else bias)
    return net


def plain_net(weight, bias):
    """A flattening and a linear layer with these weights: what is drawn and saved when `make_net` is not ready."""
    return filled(nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Identity()), weight, bias)


def two_numbers(name):
    """What is asked of `train_epoch` and `validate`."""
    return f"`{name}` should return two numbers: the mean loss per image, then the accuracy"


def by_name(returned):
    """The two figures of a pair, each by itself, so that what is wrong with one does not hide the other."""
    return {"loss": one_of_two(returned, 0), "accuracy": one_of_two(returned, 1)}


def agree_on_figure(student, expected, name, probe, figure, what, **given):
    """Compare one figure that `probe` took out of what `name` returned."""
    found, wanted = (ask(part(probe, figure), **given) for ask in (student, expected))
    agree_on_entry(found, wanted, what, two_numbers(name))


def coarse_images(rng, count):
    """(count, 1, 28, 28) float32 in [0, 1]: random patches of 4x4 equal pixels."""
    return torch.rand(count, 1, 7, 7, generator=rng).repeat_interleave(4, dim=2).repeat_interleave(4, dim=3)


# --- inputs -----------------------------------------------------------------------------------------------------------
@inputs
def two_sets(rng):
    """A training and a test set of noise, whose first images span other grey values than the rest."""

    def one_set(low, high):
        count = int(torch.randint(low, high, (1,), generator=rng))
        images = torch.randint(3, 250, (count, 28, 28), generator=rng)
        darkest, lightest = torch.randint(20, 60, (1,), generator=rng), torch.randint(120, 200, (1,), generator=rng)
        images[0] = darkest + images[0] % (lightest - darkest)
        return images.to(torch.uint8), torch.randint(0, 10, (count,), generator=rng)

    return {"train": one_set(31, 60), "test": one_set(12, 30)}


@inputs
def layer(rng):
    """Weights of the one layer, and six images: {weight (10, 784), bias (10,), images (6, 1, 28, 28)}."""
    return {
        "weight": 0.2 * torch.randn(10, 784, generator=rng),
        "bias": torch.randn(10, generator=rng),
        "images": torch.rand(6, 1, 28, 28, generator=rng),
    }


def small_case(rng):
    """Weights of a `SmallNet`, and 22 images: it is right about the last six and about a third of the others."""
    weight, bias, images = torch.randn(10, 49, generator=rng), torch.randn(10, generator=rng), coarse_images(rng, 22)
    scores = SmallNet(weight, bias)(images).topk(2)
    predictions, second = scores.indices.T
    right = torch.rand(22, generator=rng) < 0.35
    right[3 + scores.values[3:-6, 0].argmin()] = True  # and not by half of the whole
    right[0], right[1], right[-6:] = True, False, True
    right[2] ^= right.sum() == 11  # half of them: a share that was rounded would be right
    labels = torch.where(right, predictions, (predictions + torch.randint(1, 10, (22,), generator=rng)) % 10)
    labels[1] = second[1]  # who counts the two largest gets another share
    return {"weight": weight, "bias": bias, "images": images, "labels": labels}


@inputs
def small(rng):
    """Weights of a `SmallNet` and 22 images with labels: in batches of 8, the last holds 6."""
    return small_case(rng)


@inputs
def two_loaders(rng):
    """As `small`, with 19 images to validate on in batches of 4, on which the loss rises: who stops early is found."""
    case = small_case(rng)
    net, images = SmallNet(case["weight"], case["bias"]), case["images"]
    case["labels"] = torch.where(torch.arange(22) % 6 == 0, case["labels"], net(images).argmin(dim=1))
    others = 0.99 * images[2:21] + 0.01 * coarse_images(rng, 19)  # nearly the same images, labelled as the net says
    return {**case, "val_images": others, "val_labels": net(others).argmax(dim=1)}


@inputs
def made_up_history(rng):
    """Figures of seven epochs as `train` returns them; no two curves alike."""
    curves = torch.rand(4, 7, generator=rng).double()
    return {name: [round(value, 4) for value in curve.tolist()] for name, curve in zip(CURVES, curves, strict=True)}


@inputs
def test_digits(rng, data):
    """The test images, and more, as the notebook sees them, (N, 1, 28, 28), in random order; labels stay here."""
    mixed = unseen.mixed(data, "MNIST", rng)
    return {"images": mixed.images.unsqueeze(1) / 255, "mixed": mixed}


# --- dataset_facts ----------------------------------------------------------------------------------------------------
@probe
def facts(lesson, train, test):
    """What `dataset_facts` says about two sets it has never seen."""
    return lesson.dataset_facts(*(torchvision_set(MNIST, *one, ToTensor()) for one in (train, test)))


def agree_on_facts(student, expected, sets, *keys):
    """Compare these entries of the two dicts."""
    wanted = {key: value for key, value in expected(facts, **sets).items() if key in keys}
    agree_on_keys(student(facts, **sets), wanted, "the dict of facts")


@check("dataset_facts")
def counts_the_images(student, expected, two_sets):
    """`train` and `test` are the numbers of images in the two sets"""
    agree_on_facts(student, expected, two_sets, "train", "test")


@check("dataset_facts")
def describes_one_image(student, expected, two_sets):
    """`shape`, `min` and `max` describe the first training image as the network sees it"""
    agree_on_facts(student, expected, two_sets, "shape", "min", "max")


@check("dataset_facts")
def lists_the_first_labels(student, expected, two_sets):
    """`first_ten` lists the first ten training labels"""
    agree_on_facts(student, expected, two_sets, "first_ten")


# --- make_net ---------------------------------------------------------------------------------------------------------
def new_net(lesson):
    """A net that the student's function makes, or why there is none."""
    return networks.new(lesson.make_net, "make_net", torch.zeros(1, 1, 28, 28))


stamped = networks.stamped


@probe
def filled_shapes(lesson, stamped):
    """The "shapes" of what a new net can learn, and what it "holds" when that is filled; or why there is none."""
    net = new_net(lesson)
    if isinstance(net, str):
        return net
    held = networks.stamp(sorted(net.parameters(), key=lambda p: tuple(p.shape)), stamped)
    return {"shapes": shapes(net), "holds": held}


@probe
def outputs_under(lesson, weight, bias, images):
    """The shapes of the parameters; under these weights, where they fit, the outputs (N, 10) and the gradients."""
    net = new_net(lesson)
    found = net if isinstance(net, str) else shapes(net)
    if found != LAYER:
        return {"shapes": found, "outputs": None}
    outputs = filled(net, weight, bias)(images)
    slopes = networks.gradients({"bias" if p.dim() == 1 else "weight": p for p in net.parameters()}, outputs)
    return {"shapes": found, "outputs": outputs.detach(), "gradients": slopes}


@probe
def first_net_after_second(lesson, stamped):
    """What a net holds after it was filled and then a second net, otherwise."""
    first = new_net(lesson)
    return first if isinstance(first, str) else networks.held_after_another(first, new_net(lesson), stamped)


def agree_on_shapes(found, wanted):
    """Compare the shapes of all parameters, once it is sure that there is a network."""
    require(not isinstance(found, str), found)
    only = "The weights and biases of one linear layer should be all: look at the shapes of the net's parameters"
    require(len(found) == len(wanted), only, found)
    networks.agree_on_shapes(found, wanted, "net")


def agree_on_outputs(student, expected, weight, bias, images):
    """Compare outputs under the same weights."""
    found, wanted = (ask(outputs_under, weight, bias, images) for ask in (student, expected))
    agree_on_shapes(found["shapes"], wanted["shapes"])
    agree(found["outputs"], wanted["outputs"], what="the output")
    networks.require_gradients(found["gradients"], wanted["gradients"])


@check("make_net")
def has_one_linear_layer(student, expected, stamped):
    """the net has a weight matrix of 10 x 784 and ten biases, and nothing else to learn"""
    found, wanted = student(filled_shapes, stamped), expected(filled_shapes, stamped)
    agree_on_shapes(found["shapes"] if isinstance(found, dict) else found, wanted["shapes"])
    agree(found["holds"], wanted["holds"], what="what the net holds when it was filled")


@check("make_net")
def gives_log_probabilities(student, expected, layer):
    """for each image the net returns the logarithms of ten probabilities that sum to 1"""
    agree_on_outputs(student, expected, layer["weight"], layer["bias"], layer["images"])


@check("make_net")
def stays_finite(student, expected, layer):
    """scores in the thousands, and a batch of one image, give finite log-probabilities"""
    for several in (2, 1):  # what runs over a batch of one shows nothing
        agree_on_outputs(student, expected, 300 * layer["weight"], layer["bias"], layer["images"][:several])


@check("make_net")
def gives_a_new_net_each_time(student, stamped):
    """every call makes a net with fresh weights of its own"""
    found = student(first_net_after_second, stamped)
    require(not isinstance(found, str), found)
    sentence = "Changing one net also changed the next: does `make_net` hand out the same layer twice?"
    networks.require_own_weights(found, stamped, sentence)


# --- train_epoch ------------------------------------------------------------------------------------------------------
def epoch(lesson, net, images, labels, batch_size=8, lr=0.3, **more):
    """What `train_epoch` returns of `net` with a plain SGD optimizer."""
    return lesson.train_epoch(net, loader(images, labels, batch_size), optimizer=SGD(net.parameters(), lr=lr), **more)


@probe
def figures_standing_still(lesson, weight, bias, images, labels):
    """The figures of `train_epoch` when the optimizer's steps have length zero, after a call with another net."""
    epoch(lesson, SmallNet(-weight, bias), images, labels, lr=0.0)
    return by_name(epoch(lesson, SmallNet(weight, bias), images, labels, lr=0.0))


@probe
def figures_of_one_batch(lesson, weight, bias, images, labels):
    """What `train_epoch` returns for a single batch and a long step."""
    return by_name(epoch(lesson, SmallNet(weight, bias), images, labels, batch_size=22, lr=2.0))


@probe
def after_two_epochs(lesson, weight, bias, images, labels):
    """Parameters after two calls with the same SGD optimizer, and whether gradients are left in the "net" then."""
    net, batches = SmallNet(weight, bias), loader(images, labels, batch_size=8)
    optimizer = SGD(net.parameters(), lr=0.3)
    for _ in range(2):
        lesson.train_epoch(net, batches, optimizer=optimizer)
    return {"net": net.learned(), "graded": net.weight.grad is not None and bool(net.weight.grad.any())}


@probe
def after_default_epochs(lesson, weight, bias, images, labels):
    """Parameters of two nets after one call each without an optimizer: first at lr=0.05, then at the default."""
    nets, batches = [SmallNet(weight, bias), SmallNet(-weight, bias)], loader(images, labels, batch_size=8)
    lesson.train_epoch(nets[0], batches, lr=0.05)
    lesson.train_epoch(nets[1], batches)
    return {"at lr=0.05": nets[0].learned(), "at the default": nets[1].learned()}


@probe
def after_an_epoch_from_eval_mode(lesson, weight, bias, images, labels):
    """Parameters after eleven batches of a net that behaves differently in train mode, and that came in eval mode."""
    net = SmallNet(weight, bias, networks.Watched(training=2)).eval()
    epoch(lesson, net, images, labels, batch_size=2)
    return net.learned()


@probe
def epoch_with_another_loss(lesson, weight, bias, images, labels):
    """The first figure and the parameters after a single batch, under a loss that is not the default."""
    net = SmallNet(weight, bias)
    returned = epoch(lesson, net, images, labels, batch_size=22, loss_fn=unusual_loss)
    return {"loss": one_of_two(returned, 0), "parameters": net.learned()}


@check("train_epoch")
def steps_down_the_gradient(student, expected, small):
    """one optimizer step a batch, each along the gradient of that batch alone"""
    found, wanted = (ask(part(after_two_epochs, "net"), **small) for ask in (student, expected))
    if torch.equal(found["weight"], small["weight"]):
        graded = student(part(after_two_epochs, "graded"), **small)
        require(not graded, "The net ends as it began, although gradients were computed: does a step follow them?")
        require(graded, "The net ends as it began: no gradient has reached the optimizer's step")
    agree(found, wanted, what="the net after two epochs")


@check("train_epoch")
def uses_adam_by_default(student, expected, small):
    """without an optimizer it makes Adam at `lr`, anew for every call"""
    found, wanted = student(after_default_epochs, **small), expected(after_default_epochs, **small)
    if torch.equal(found["at the default"]["weight"], -small["weight"]):
        require(torch.equal(found["at lr=0.05"]["weight"], small["weight"]), ONLY_ONE_MOVES)
    agree(found, wanted, what="the net")


@check("train_epoch")
def epoch_loss_is_a_mean_per_image(student, expected, small):
    """the first figure is the mean loss per image, also when the last batch is short"""
    agree_on_figure(student, expected, "train_epoch", figures_standing_still, "loss", "the mean loss", **small)


@check("train_epoch")
def epoch_accuracy_is_a_share(student, expected, small):
    """the second figure is the share of images that were identified"""
    agree_on_figure(student, expected, "train_epoch", figures_standing_still, "accuracy", "the accuracy", **small)


@check("train_epoch")
def measures_as_it_trains(student, expected, small):
    """both figures come from the outputs that the steps were computed from"""
    for figure in ("loss", "accuracy"):
        what = f"the {figure} of one batch before its step"
        agree_on_figure(student, expected, "train_epoch", figures_of_one_batch, figure, what, **small)


@check("train_epoch")
def trains_in_train_mode(student, expected, small):
    """a net that comes in eval mode is trained in train mode"""
    what = "a net with a layer that differs in train mode"
    agree_on(student, expected, after_an_epoch_from_eval_mode, **small, what=what)


@check("train_epoch")
def epoch_uses_the_loss_it_is_given(student, expected, small):
    """it descends on `loss_fn`, and reports it"""
    found, wanted = student(epoch_with_another_loss, **small), expected(epoch_with_another_loss, **small)
    what = "the mean of a loss other than the default"
    agree_on_entry(found["loss"], wanted["loss"], what, two_numbers("train_epoch"))
    agree(found["parameters"], wanted["parameters"], what="the net trained on a loss other than the default")


# --- validate ---------------------------------------------------------------------------------------------------------
@probe
def validation_figures(lesson, weight, bias, images, labels, recorded=1, another_loss=False):
    """The figures of `validate`, after a call with another net.

    `recorded`: by how much outputs differ while gradients are prepared; `another_loss`: all images in one batch, under
    a loss that is not the default.
    """
    options = {"loss_fn": unusual_loss} if another_loss else {}
    batches = loader(images, labels, batch_size=22 if another_loss else 8)
    lesson.validate(SmallNet(-weight, bias), batches, **options)
    net = SmallNet(weight, bias, networks.Watched(recorded=recorded))
    return by_name(lesson.validate(net, batches, **options))


@probe
def validation_from_train_mode(lesson, weight, bias, images, labels):
    """The mean loss of eleven batches that `validate` finds of a net that came in train mode, and its buffers then."""
    net = SmallNet(weight, bias, networks.Watched(training=2)).train()
    loss = one_of_two(lesson.validate(net, loader(images, labels, 2)), 0)
    return {"loss": loss, "buffers": dict(net.named_buffers())}


@probe
def left_by_validation(lesson, weight, bias, images, labels):
    """Parameters, gradients (set before) and what can be trained after `validate`, and how often it asked the net."""
    net = SmallNet(weight, bias)
    asked = networks.calls(net.middle)
    networks.mark_gradients(net, float(weight.square().mean()))  # which nobody knows beforehand
    lesson.validate(net, loader(images, labels, batch_size=8))
    return {"net": networks.left_in(net), "asked": len(asked)}


@check("validate")
def validation_loss_is_a_mean_per_image(student, expected, small):
    """the first figure is the mean loss per image of the given loader, also when the last batch is short"""
    agree_on_figure(student, expected, "validate", validation_figures, "loss", "the mean loss", **small)


@check("validate")
def validation_accuracy_is_a_share(student, expected, small):
    """the second figure is the share of images that were identified"""
    agree_on_figure(student, expected, "validate", validation_figures, "accuracy", "the accuracy", **small)


@check("validate")
def validates_in_eval_mode(student, expected, small):
    """a net that comes in train mode is evaluated in eval mode"""
    found, wanted = student(validation_from_train_mode, **small), expected(validation_from_train_mode, **small)
    agree(found["buffers"], wanted["buffers"], what="the buffers after validation")
    what = "the mean loss of a net with a layer that differs in train mode"
    agree_on_entry(found["loss"], wanted["loss"], what, two_numbers("validate"))


@check("validate")
def validates_without_gradients(student, expected, small):
    """no graph for gradients is built while evaluating"""
    what, given = "the mean loss of a net that notices gradients", {**small, "recorded": 2}
    agree_on_figure(student, expected, "validate", validation_figures, "loss", what, **given)


@check("validate")
def leaves_the_net_alone(student, expected, small):
    """evaluating changes no parameter and no gradient"""
    found, wanted = student(left_by_validation, **small), expected(left_by_validation, **small)
    networks.require_untouched(found["net"], wanted["net"])
    require(found["asked"], "`validate` never asks the net that it is given")


@check("validate")
def validation_uses_the_loss_it_is_given(student, expected, small):
    """it reports `loss_fn`"""
    what, given = "the mean of a loss other than the default", {**small, "another_loss": True}
    agree_on_figure(student, expected, "validate", validation_figures, "loss", what, **given)


# --- train ------------------------------------------------------------------------------------------------------------
def whole_set(outputs, labels, loss_fn):
    """Loss and accuracy over batches that were collected, as two floats."""
    outputs, labels = torch.cat(outputs), torch.cat(labels)
    return loss_fn(outputs, labels).item(), (outputs.argmax(dim=1) == labels).double().mean().item()


def standin_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=functional.nll_loss, **_):
    """In place of `train_epoch`: hands the optimizer each batch's gradients, and measures everything at the end."""
    optimizer, parameters = optimizer or torch.optim.Adam(net.parameters(), lr=lr), list(net.parameters())
    outputs, labels = [], []
    net.train()
    for batch in dataloader:
        outputs.append(net(batch[0]))
        labels.append(batch[1])
        slopes = torch.autograd.grad(loss_fn(outputs[-1], labels[-1]), parameters)
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter.grad = slope
        optimizer.step()
    return whole_set([part.detach() for part in outputs], labels, loss_fn)


def standin_validate(net, dataloader, loss_fn=functional.nll_loss, **_):
    """In place of `validate`: a copy of the net, which is left in eval mode, looks at all images at once."""
    judge, batches = copy.deepcopy(net.eval()).requires_grad_(False), list(dataloader)
    return whole_set([judge(batch[0]) for batch in batches], [batch[1] for batch in batches], loss_fn)


def run_train(lesson, net, images, labels, val_images, val_labels, **options):
    """What `train` returns, its curves as lists; right stand-ins take the places of what it may build on."""
    with lesson.using(train_epoch=standin_epoch, validate=standin_validate):
        loaders = loader(images, labels, batch_size=8), loader(val_images, val_labels, batch_size=4)
        history = lesson.train(net, *loaders, **options)
    if not isinstance(history, dict):
        return history
    return {name: list(history[name]) if hasattr(history[name], "__iter__") else history[name] for name in history}


@probe
def trained_by_sgd(lesson, weight, bias, epochs, middle=False, another_loss=False, **sets):
    """History and parameters after `epochs` epochs with an SGD optimizer, perhaps under a loss that is not the default.

    `middle`: a layer differs in train mode, and in eval mode where gradients are prepared.
    """
    options = {"loss_fn": unusual_loss} if another_loss else {}
    net = SmallNet(weight, bias, networks.Watched(training=2, recorded=3) if middle else None)
    history = run_train(lesson, net, optimizer=SGD(net.parameters(), lr=0.3), epochs=epochs, **options, **sets)
    return {"history": history, "parameters": net.learned()}


@probe
def lengths_of_two_histories(lesson, weight, bias, **sets):
    """The "lengths" and "first" entries of a run of 3 epochs and one of as many as come by default, or a "history"."""
    runs = [run_train(lesson, SmallNet(weight, bias), **sets, **epochs) for epochs in ({"epochs": 3}, {})]
    if not all(isinstance(run, dict) and all(isinstance(run.get(name), list) for name in CURVES) for run in runs):
        return {"history": runs[0]}
    first = {name: runs[0][name][0] for name in CURVES if runs[0][name]}
    return {"lengths": {name: [len(run[name]) for run in runs] for name in CURVES}, "first": first}


@probe
def trained_by_default(lesson, weight, bias, **sets):
    """Parameters of two nets after three epochs each without an optimizer: first at lr=0.05, then at the default."""
    nets = [SmallNet(weight, bias), SmallNet(-weight, bias)]
    run_train(lesson, nets[0], lr=0.05, epochs=3, **sets)
    run_train(lesson, nets[1], epochs=3, **sets)
    return {"at lr=0.05": nets[0].learned(), "at the default": nets[1].learned()}


def agree_on_history(found, wanted, names):
    """Compare the named curves of two histories."""
    agree_on_keys(found, {name: wanted[name] for name in names}, "the history")


@check("train")
def keeps_one_entry_an_epoch(student, expected, two_loaders):
    """the history is a dict of four lists with one entry an epoch, and every run starts its own"""
    found, wanted = student(lengths_of_two_histories, **two_loaders), expected(lengths_of_two_histories, **two_loaders)
    if "lengths" not in found:
        agree(found["history"], dict.fromkeys(CURVES, [0.0] * 3), what="the history")
    first, second = found["lengths"]["train_loss"]
    require(second != first + 10, "The history of a second run goes on where the first one ended")
    for name in CURVES:
        for epochs, mine, right in zip(("3", "all"), found["lengths"][name], wanted["lengths"][name], strict=True):
            agree(mine, right, what=f"the number of entries of `{name}` after {epochs} epochs")
    losses = [name for name in CURVES if name.endswith("loss")]  # an accuracy of a few images may be guessed
    right = [name for name in losses if close([found["first"].get(name)], [wanted["first"][name]])]
    require(right, "Neither loss begins with a right number: does each epoch measure what it has to?")


@check("train")
def trains_the_net_it_is_given(student, expected, two_loaders):
    """the given optimizer moves the given net, epoch after epoch"""
    found, wanted = (ask(trained_by_sgd, epochs=3, **two_loaders) for ask in (student, expected))
    moved = not torch.equal(found["parameters"]["weight"], two_loaders["weight"])
    kept = "The net that was given ends as it began: was a copy or another net trained, or nothing, or was it put back?"
    require(moved, kept)
    agree(found["parameters"], wanted["parameters"], what="the net after three epochs")


@check("train")
def keeps_one_optimizer(student, expected, two_loaders):
    """without an optimizer one Adam at `lr` serves all epochs of a run"""
    found, wanted = student(trained_by_default, **two_loaders), expected(trained_by_default, **two_loaders)
    if torch.equal(found["at the default"]["weight"], -two_loaders["weight"]):
        require(torch.equal(found["at lr=0.05"]["weight"], two_loaders["weight"]), ONLY_ONE_MOVES)
    agree(found, wanted, what="the net")


@check("train")
def records_training_as_it_happens(student, expected, two_loaders):
    """`train_loss` and `train_acc` are the figures of each epoch as it trained"""
    found, wanted = (ask(trained_by_sgd, epochs=3, **two_loaders) for ask in (student, expected))
    agree_on_history(found["history"], wanted["history"], ("train_loss", "train_acc"))


@check("train")
def records_validation_after_each_epoch(student, expected, two_loaders):
    """`val_loss` and `val_acc` are measured on the test loader after each epoch"""
    found, wanted = (ask(trained_by_sgd, epochs=3, **two_loaders) for ask in (student, expected))
    agree_on_history(found["history"], wanted["history"], ("val_loss", "val_acc"))


@check("train")
def switches_modes(student, expected, two_loaders):
    """every epoch trains in train mode and validates in eval mode, without gradients"""
    found, wanted = (ask(trained_by_sgd, epochs=3, middle=True, **two_loaders) for ask in (student, expected))
    agree(found["parameters"], wanted["parameters"], what="a net with a layer that differs in train mode")
    agree_on_history(found["history"], wanted["history"], ("val_loss", "val_acc"))


@check("train")
def hands_the_loss_on(student, expected, two_loaders):
    """training and validation both use `loss_fn`"""
    found, wanted = (ask(trained_by_sgd, epochs=2, another_loss=True, **two_loaders) for ask in (student, expected))
    agree(found["parameters"], wanted["parameters"], what="the net trained on a loss other than the default")
    agree_on_history(found["history"], wanted["history"], ("train_loss", "val_loss"))


# --- plot_history -----------------------------------------------------------------------------------------------------
@probe
def history_figure(lesson, **history):
    """The figure of a history, as data."""
    return drawing(lesson.plot_history, history)


def read_figure(student, history):
    """The four curves of the figure, once it is sure that they are there."""
    return plots.read(student(history_figure, **history), **history).require_over_epochs()


@check("plot_history")
def draws_the_four_curves(student, made_up_history):
    """the figure shows all four curves over the epochs"""
    read_figure(student, made_up_history)


@check("plot_history")
def keeps_losses_and_accuracies_apart(student, made_up_history):
    """the two losses share one pair of axes, the two accuracies another"""
    plot = read_figure(student, made_up_history)
    places = {name: plot.places(name) for name in CURVES}
    together = places["train_loss"] & places["val_loss"] and places["train_acc"] & places["val_acc"]
    require(together, "Training and validation should share axes, so that they can be compared")
    mixed = (places["train_loss"] | places["val_loss"]) & (places["train_acc"] | places["val_acc"])
    require(not mixed, "Losses and accuracies are drawn on the same axes, although they have different scales")


@check("plot_history")
def tells_the_curves_apart(student, made_up_history):
    """legends say which curve is training and which is validation"""
    read_figure(student, made_up_history).require_told_apart()


@check("plot_history")
def labels_the_axes(student, made_up_history):
    """every vertical axis says what it measures, the horizontal one what it counts"""
    read_figure(student, made_up_history).require_axis_labels()


# --- plot_weights -----------------------------------------------------------------------------------------------------
def draw(lesson, weight, bias):
    """The net that was drawn and the figure of it: the student's own net, or a plain one if that fails.

    Layers may have names of the student's choosing, which only a net of their own has.
    """
    with contextlib.suppress(Exception):  # an earlier exercise that is not ready is not to be paid for here
        own = filled(new_net(lesson), weight, bias)
        if own is not None:
            return own, drawing(lesson.plot_weights, own)
    plt.close("all")
    net = plain_net(weight, bias)
    return net, drawing(lesson.plot_weights, net)


@probe
def drawn_weights(lesson, weight, bias):
    """The figure, as `plots.pictures` tells it, and the net after it was drawn; None for the latter without a figure.

    Of each parameter, the vector first, twice its numbers plus the same in order: not what was handed in.
    """
    net, figure = draw(lesson, weight, bias)
    after = sorted((p.detach() for p in net.parameters()), key=lambda p: p.dim())
    return {"pictures": plots.pictures(figure, side=28), "net": figure and [2 * p + p.sort().values for p in after]}


def ten_pictures(figure):
    """The pictures of a figure, once it is sure that there are ten."""
    found = plots.require_figure(figure)["axes"]
    plots.require_one_figure(figure, complete=len(found) == 10)
    sizes = [f"{size[0]} x {size[1]}" for size in figure["other sizes"]]
    require(found or sizes, "The figure shows no pictures")
    require(found, f"The figure shows no picture of 28 x 28 pixels, but {len(sizes)} of {(sizes or ['other'])[0]}")
    require(len(found) != 1, "The figure shows one picture: each of the ten digits has its own row of weights")
    require(len(found) == 10, "The figure should show ten pictures, each in axes of its own", found=len(found))
    return found


def of_the_weights(picture, weight):
    """Whether a picture shows some of the weights: a digit's row or a piece of the matrix, however it is turned."""
    pieces = torch.cat([weight, weight.T.reshape(10, -1)]).double().reshape(-1, 28, 28)
    turned = torch.cat([pieces.rot90(turns, (1, 2)) for turns in range(4)])
    turned = torch.cat([turned, turned.transpose(1, 2), turned.abs()]).flatten(1)
    return bool((torch.corrcoef(torch.cat([picture[0].double().reshape(1, -1), turned]))[0, 1:].abs() > 0.7).any())


@check("plot_weights")
def draws_ten_pictures(student, layer):
    """the figure holds ten pictures of 28 x 28 pixels, each in axes of its own"""
    found = ten_pictures(student(part(drawn_weights, "pictures"), layer["weight"], layer["bias"]))
    require(any(of_the_weights(one, layer["weight"]) for one in found), "No picture shows a row of the weight matrix")


@check("plot_weights")
def shows_the_rows(student, layer):
    """picture i is row i of the weight matrix"""
    rows = layer["weight"].double().reshape(10, 28, 28)
    wanted = [(row - row.mean()) / row.std() for row in rows]
    found = ten_pictures(student(part(drawn_weights, "pictures"), layer["weight"], layer["bias"]))
    for digit, picture in enumerate(found):
        same = [k for k in range(10) if torch.allclose(plots.upright(picture, wanted[k]), wanted[k], atol=1e-3)]
        require(not same or digit in same, f"Picture {digit} shows row {same[0] if same else ''} of the weight matrix")
        agree(plots.upright(picture, wanted[digit]), wanted[digit], f"picture {digit} (at mean 0 and deviation 1)")


@check("plot_weights")
def leaves_the_weights_alone(student, layer):
    """drawing does not change the net"""
    found = student(part(drawn_weights, "net"), layer["weight"], layer["bias"])
    wanted = [2 * p + p.sort().values for p in (layer["bias"], layer["weight"])]
    agree(plots.require_figure(found), wanted, what="the net after drawing")


# --- save_model -------------------------------------------------------------------------------------------------------
@probe
def restored(lesson, weight, bias, images, as_path):
    """What a saved net is worth: the "problem" that there was, or the "outputs" (N, 10) of a new net with its weights.

    The path is a `pathlib.Path` with `as_path`, else a string.
    """
    name = "digits_from_path.pt" if as_path else "digits.pt"
    net, empty = plain_net(weight, bias), plain_net(torch.zeros_like(weight), torch.zeros_like(bias))
    Path(name).unlink(missing_ok=True)
    before = files_and_times()
    lesson.save_model(net, Path(name) if as_path else name)
    if not Path(name).is_file():
        elsewhere = "A file was written, but not at the path that was given"
        return {"problem": elsewhere if files_and_times() != before else "No file was written"}
    try:
        state = torch.load(name, weights_only=True)
    except Exception:  # what it is instead is to be told
        return {"problem": refused(name)}
    if not isinstance(state, dict):
        return {"problem": "The file holds no dict: a `state_dict` gives each tensor the name of its layer"}
    if not all(isinstance(value, torch.Tensor) for value in state.values()):
        return {"problem": "The dict in the file holds something else than tensors"}
    try:
        empty.load_state_dict(state)
    except Exception:
        return {"problem": "The names or shapes in the file do not fit the net"}
    return {"problem": "", "outputs": empty(images), "state": sorted(empty.state_dict().values(), key=torch.Tensor.dim)}


def files_and_times():
    """The files of the working folder, and when each was written."""
    return sorted((path.name, path.stat().st_mtime_ns) for path in Path().iterdir() if path.is_file())


def refused(name):
    """Why `torch.load` does not take the file as weights."""
    try:
        kind = type(torch.load(name, weights_only=False)).__name__
    except Exception:
        return "`torch.load` cannot read the file: was it written by `torch.save`?"
    held = f"a `{kind}`, no dict" if kind not in ("dict", "OrderedDict") else "a dict of something else than tensors"
    return f"`torch.load(path, weights_only=True)` refuses the file: it holds {held}"


def read_back(student, layer, as_path):
    """The outputs of the restored net and its bias and weight, once it is sure that something was read."""
    found = student(restored, **layer, as_path=as_path)
    require(not found["problem"], found["problem"])
    return found["outputs"], found["state"]


@check("save_model")
def writes_a_state_dict(student, layer):
    """`torch.load(path, weights_only=True)` reads the file, and a new net accepts what it reads"""
    outputs, (bias, weight) = read_back(student, layer, as_path=False)
    again = plain_net(weight, bias)(layer["images"])
    agree(outputs, again, what="the output of a net with the parameters that were read")


@check("save_model")
def restores_the_predictions(student, expected, layer):
    """a new net with the saved weights gives the same outputs, be the path a string or a `Path`"""
    for as_path in (False, True):
        wanted = expected(restored, **layer, as_path=as_path)["outputs"]
        agree(read_back(student, layer, as_path)[0], wanted, what="the output of the restored net")


# --- trained_net ------------------------------------------------------------------------------------------------------
@probe
def predictions(lesson, images):
    """The digits that `trained_net` sees, (N,) int64, in eval mode; None when it is not a network."""
    return networks.classes(lesson.trained_net, images)


@check("trained_net", needs=("make_net", "train_epoch", "validate", "train"))
def reaches_the_accuracy(student, test_digits, threshold):
    """the trained net identifies enough of the test images"""
    found, labels, images = test_digits["mixed"].tested("trained_net", student(predictions, test_digits["images"]))
    networks.reach_accuracy("trained_net", found, labels, threshold, images, guessing=0.3, notice_same=False)
