"""What is graded in `mlp_from_scratch`: inputs made by the judge, probes of the student's notebook, checks.

Where an exercise builds on earlier ones, a stand-in takes the place of an earlier one that does not work, so that no
mistake is paid for twice. A stand-in is right for the inputs of these probes only, and solves no exercise.
"""

import contextlib

import numpy as np
import torch
from torch import nn

from autograder.authoring import agree, agree_on, check, drawing, inputs, networks, part, plots, probe, require, unseen


# --- Stand-ins --------------------------------------------------------------------------------------------------------
def cost_of_one_hot(input, target):
    """The cost of outputs (..., 10) against targets of zeros and ones, and of no others: () tensor."""
    missed = torch.where(torch.as_tensor(target) > 0.5, 1 - input, input)
    return torch.dot(missed.flatten(), missed.flatten())


def target_as_floats(digits):
    """One-hot targets in float32: (10,) or (N, 10)."""
    return torch.eye(10)[torch.as_tensor(digits)]


def activation_of_small(x):
    """The activation for sums of moderate size; overflows for others."""
    grown = torch.exp(x)
    return grown / (grown + 1)


def digit_of_scripted(pred):
    """The digit of outputs of which exactly one is above 0.3, as those of `scripted_images` are."""
    places = (torch.as_tensor(pred) > 0.3).nonzero()[..., -1]
    return places.numpy().squeeze()[()]


STAND_INS = {
    "cost_func": cost_of_one_hot, "get_target": target_as_floats, "activation_func": activation_of_small,
    "get_digit": digit_of_scripted,
}  # fmt: skip


def samples(name):
    """Arguments on which whoever stands in for `name` is right."""
    outputs = torch.linspace(-0.5, 1.5, 30).reshape(3, 10).requires_grad_()
    targets = target_as_floats([3, 0, 9]).long()
    return {
        "cost_func": [(outputs, targets), (outputs[0], targets[0])],
        "get_target": [(3,), ([5, 0, 2],), (np.array([4, 1, 9]),), (torch.tensor([8, 7, 7, 6]),)],
        "activation_func": [(torch.linspace(-6, 6, 24).reshape(4, 6).requires_grad_(),)],
        "get_digit": [(0.1 + height * row - 2 * row.roll(4),) for row in torch.eye(10) for height in (0.25, 0.5)],
    }[name]


def alike(found, wanted, argument):
    """Whether two answers are the same, and the gradients that they hand back to `argument` where it wants one."""
    if isinstance(wanted, torch.Tensor) and (not isinstance(found, torch.Tensor) or found.dtype == torch.bool):
        return False
    pairs = [(torch.as_tensor(found), torch.as_tensor(wanted))]
    if isinstance(argument, torch.Tensor) and argument.requires_grad:
        weights = torch.linspace(1, 2, found.numel()).reshape(found.shape)
        pairs.append(tuple(torch.autograd.grad((answer * weights).sum(), argument)[0] for answer in (found, wanted)))
    return all(a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=1e-4, atol=1e-5) for a, b in pairs)


def working(lesson, *names):
    """The student's functions of these names, each where it does on all samples what its stand-in does, else that.

    What is wrong with one is told by its own checks.
    """
    found = {name: STAND_INS[name] for name in names}
    for name, stand_in in found.items():
        with contextlib.suppress(Exception):
            own = getattr(lesson, name)
            if all(alike(own(*arguments), stand_in(*arguments), arguments[0]) for arguments in samples(name)):
                found[name] = own
    return found


def left_behind(lesson, exercise, **names):
    """What the cell of `exercise` leaves under its name when it runs with `names` in place, even if it raises then."""
    try:
        lesson.run(exercise, **names)
    except Exception as error:
        try:
            return getattr(lesson, exercise)
        except Exception:
            raise error from None
    return getattr(lesson, exercise)


# --- first_nine -------------------------------------------------------------------------------------------------------
@probe
def index_of_first_nine(lesson):
    """The index that the notebook found: int."""
    return lesson.first_nine


@check("first_nine")
def finds_the_first_nine(student, expected):
    """`first_nine` is the index of the first 9 in `label_train`, an int"""
    agree_on(student, expected, index_of_first_nine, what="`first_nine`", returned=False)


# --- get_target -------------------------------------------------------------------------------------------------------
@inputs
def digits(rng):
    """Digits in no order, the 9 only in some of them."""
    return {
        "one": int(torch.randint(1, 9, (), generator=rng)),
        "as_list": [3, 1, 4, 1, 5],
        "as_array": torch.randint(10, (7,), generator=rng).numpy(),
        "as_tensor": torch.randperm(10, generator=rng),
    }


@probe
def target_of_one(lesson, digit):
    """The target of a single int, after that of another one: (10,)."""
    lesson.get_target(9 - digit)
    return lesson.get_target(digit)


@probe
def targets_of_many(lesson, as_list, as_array, as_tensor):
    """The targets of digits in a list, an array, a tensor, and a list of one: (N, 10) each."""
    many = {"a list": as_list, "an array": as_array, "a tensor": as_tensor, "a list of one digit": as_list[:1]}
    return {kind: lesson.get_target(digits) for kind, digits in many.items()}


@check("get_target")
def makes_the_target_of_one_digit(student, expected, digits):
    """the target of an int is ten int64 numbers, a one at the digit's index"""
    agree_on(student, expected, target_of_one, digits["one"], what="the target of one digit")


@check("get_target")
def makes_targets_of_many_digits(student, expected, digits):
    """the targets of a list, an array or a tensor of N digits have shape (N, 10)"""
    many = {name: digits[name] for name in ("as_list", "as_array", "as_tensor")}
    found, wanted = student(targets_of_many, **many), expected(targets_of_many, **many)
    for kind in wanted:
        agree(found[kind], wanted[kind], what=f"the target of {kind}")


# --- cost_func and cost_of_example ------------------------------------------------------------------------------------
@inputs
def outputs_and_targets(rng):
    """Outputs and targets of one image (10,) and of seven (7, 10), float32; some targets are 0, none is one-hot."""
    some = (torch.arange(10) % 3 > 0).float()
    return {
        "one": (torch.rand(10, generator=rng), torch.rand(10, generator=rng) * some),
        "many": (torch.rand(7, 10, generator=rng), (torch.rand(7, 10, generator=rng) * 2 - 0.5) * some),
    }


@probe
def costs(lesson, one, many):
    """The cost of one image, of seven, of the one once more, and of the seven with int64 targets: () tensors."""
    found = {"one image": lesson.cost_func(*one), "seven images": lesson.cost_func(*many)}
    found["one image, asked a second time,"] = lesson.cost_func(*one)
    return {**found, "seven images with int64 targets": lesson.cost_func(many[0], (4 * many[1]).long())}


@probe
def gradient_of_cost(lesson, one, many):
    """The type of the cost of seven images, and its derivative by their outputs (7, 10); None when there is none."""
    outputs = many[0].clone().requires_grad_()
    cost = lesson.cost_func(outputs, many[1])
    if getattr(cost, "requires_grad", False):
        (2 * cost.sum()).backward()  # so that an own `backward` that drops what it is handed shows
    return {"type": type(cost).__name__, "gradient": None if outputs.grad is None else outputs.grad / 2}


@check("cost_func")
def adds_up_the_squares(student, expected, outputs_and_targets):
    """the cost is the sum of the squared differences, a tensor without dimensions"""
    found, wanted = student(costs, **outputs_and_targets), expected(costs, **outputs_and_targets)
    for images in wanted:
        agree(found[images], wanted[images], what=f"the cost of {images}")


@check("cost_func")
def hands_back_the_gradient(student, expected, outputs_and_targets):
    """the cost can be differentiated with respect to the outputs"""
    found, wanted = (ask(gradient_of_cost, **outputs_and_targets) for ask in (student, expected))
    agree(found["type"], wanted["type"], what="the type of the cost")
    cut_off = "no gradient flows back from the cost: did it leave torch, or was it cut off?"
    require(found["gradient"] is not None, cut_off)
    agree(found["gradient"], wanted["gradient"], what="the gradient of the cost")


@probe
def example(lesson):
    """`cost_of_example` as a number; with stand-ins in place if the exercises that it may call do not work."""
    cost = left_behind(lesson, "cost_of_example", **working(lesson, "cost_func", "get_target"))
    return cost.item() if isinstance(cost, torch.Tensor) and cost.dim() == 0 else cost


@check("cost_of_example")
def knows_the_cost_of_the_example(student, expected):
    """`cost_of_example` is what the example costs"""
    agree_on(student, expected, example, what="`cost_of_example`", returned=False)


# --- activation_func --------------------------------------------------------------------------------------------------
@inputs
def sums(rng):
    """Numbers from -8 to 8 in a (6, 8) tensor."""
    return torch.rand(6, 8, generator=rng) * 16 - 8


@probe
def activations(lesson, x):
    """The activation of each element, in the shape of `x`."""
    return lesson.activation_func(x)


@probe
def slope(lesson, x):
    """The derivative of the activation at each element; None when no gradient flows."""
    x = x.clone().requires_grad_()
    y = lesson.activation_func(x)
    if not getattr(y, "requires_grad", False):
        return None
    weights = torch.linspace(1, 2, y.numel()).reshape(y.shape)
    (y * weights).sum().backward()  # so that an own `backward` that drops what it is handed shows
    return None if x.grad is None else x.grad / weights


@check("activation_func")
def squeezes_each_element(student, expected, sums):
    """from -8 to 8 each element becomes its logistic function"""
    agree_on(student, expected, activations, sums, what="the activation")


@inputs
def far_and_near(rng):
    """Twelve numbers so far out that e to their power is huge or nothing, and two ordinary ones behind them."""
    far = torch.tensor([50.0, 100.0]).repeat(5)
    return torch.cat([far * (torch.rand(10, generator=rng) - 0.5).sign(), torch.tensor([-100.0, 100.0, -2.0, 2.0])])


@check("activation_func")
def stays_finite(student, expected, far_and_near):
    """far away, at -100 and 100, the value is a finite number and right"""
    found, wanted = student(activations, far_and_near), expected(activations, far_and_near)
    far = found[:12] if isinstance(found, torch.Tensor) and found.shape == wanted.shape else found
    agree(far, wanted[:12], what="the activation of numbers around -100, -50, 50 and 100")


@check("activation_func")
def has_the_right_slope(student, expected, sums):
    """from -8 to 8 the derivative is right"""
    found, wanted = student(slope, sums), expected(slope, sums)
    require(found is not None, "no gradient flows through `activation_func`: did it leave torch, or was it cut off?")
    agree(found, wanted, what="the derivative")


# --- NN_Model ---------------------------------------------------------------------------------------------------------
SHAPES = {"hidden1": (16, 784), "hidden2": (16, 16), "output": (10, 16)}


@inputs
def network_and_images(rng, data):
    """Weights that leave no neuron saturated, and five real images (5, 784)."""
    weights = {}
    for layer, (outputs, inputs_) in SHAPES.items():
        size = 0.15 if layer == "hidden1" else 0.8
        weights[f"{layer}.weight"] = size * torch.randn(outputs, inputs_, generator=rng)
        weights[f"{layer}.bias"] = torch.randn(outputs, generator=rng)
    return {"weights": weights, "images": pick(rng, data, 5)["images"]}


def pick(rng, data, count):
    """`count` training images, (count, 784) float32 in [0, 1], and their labels (count,) int64."""
    chosen = torch.randperm(4000, generator=rng)[:count]
    images, labels = data.images("MNIST", train=True), data.labels("MNIST", train=True)
    return {"images": images[chosen].reshape(count, 784) / 255, "labels": labels[chosen]}


def misfit(network):
    """Why the three layers do not take weights of the sizes asked, in a sentence; empty when they do."""
    for name, shape in SHAPES.items():
        layer = getattr(network, name, None)
        if layer is None:
            return absent(network, name)
        if getattr(layer, "weight", None) is None:
            return f"`{name}` is a {type(layer).__name__}, not an `nn.Linear`"
        if tuple(layer.weight.shape) != shape:
            return f"the weights of `{name}` have shape {tuple(layer.weight.shape)}, expected {shape}"
        if getattr(layer, "bias", None) is None:
            return "a layer has no biases"
    return ""


def absent(network, name):
    """Where the layer `name`, which `network` has not, may have gone."""
    own = [value for attribute, value in vars(network).items() if attribute not in vars(nn.Module())]
    if any(isinstance(value, list | tuple | dict) and holds_layers(value) for value in own):
        return "the layers are kept in a plain list, tuple or dict, where `parameters()` does not find them"
    if not any(True for _ in network.parameters()):
        return "the network has no layers: has `__init__` two underscores on either side, and does it make them?"
    others = ", ".join(f"`{other}`" for other, _ in network.named_children())
    return f"`NN_Model` has no layer `{name}`; its layers are called {others}"


def holds_layers(value):
    """Whether there are layers among the values of a list, tuple or dict."""
    return any(isinstance(entry, nn.Module) for entry in (value.values() if isinstance(value, dict) else value))


stamped = networks.stamped


@probe
def size_and_misfit(lesson, stamped):
    """How many parameters `parameters()` finds, what keeps the layers from being those asked, what they hold filled."""
    network = networks.new(lesson.NN_Model, "NN_Model")
    if isinstance(network, str):
        return {"parameters": 0, "misfit": network}
    size, wrong = sum(parameter.numel() for parameter in network.parameters()), misfit(network)
    layers = networks.parameters_of(network, SHAPES).values()
    return {"parameters": size, "misfit": wrong, "sums": [] if wrong else networks.stamp(layers, stamped)}


def network_with(lesson, weights):
    """The student's network with `weights` in its three layers, or a sentence on why they do not fit."""
    network = networks.new(lesson.NN_Model, "NN_Model")
    reason = network if isinstance(network, str) else misfit(network)
    if reason:
        return reason
    networks.put(networks.parameters_of(network, SHAPES), weights)
    return network


@probe
def outputs_of_network(lesson, weights, images):
    """Outputs (5, 10) in training mode, (1, 10) of one image in evaluation mode; or why the weights do not fit."""
    with lesson.using(**working(lesson, "activation_func")):
        network = network_with(lesson, weights)
        if isinstance(network, str):
            return network
        return {"five images": network.train()(images), "one image": network.eval()(images[:1])}


@probe
def gradient_of_network(lesson, weights, images):
    """How the sum of all squared outputs changes with the biases of each layer: None where no gradient arrives.

    Instead, the type of outputs that carry no gradient; or why the weights do not fit.
    """
    with lesson.using(**working(lesson, "activation_func")):
        network = network_with(lesson, weights)
        if isinstance(network, str):
            return {"misfit": network}
        outputs = network(images)
        if not getattr(outputs, "requires_grad", False):
            return {"no gradient": type(outputs).__name__}
        outputs.square().sum().backward()
        return {layer: getattr(network, layer).bias.grad for layer in SHAPES}


@check("NN_Model")
def layers_have_the_right_shapes(student, expected, stamped):
    """`hidden1`, `hidden2` and `output` are there, with 13,002 parameters together"""
    found, wanted = student(size_and_misfit, stamped), expected(size_and_misfit, stamped)
    require(not found["misfit"], found["misfit"])
    agree(found["parameters"], wanted["parameters"], what="the number of parameters that `parameters()` finds")
    agree(found["sums"], wanted["sums"], what="what the layers hold when they were filled")


@check("NN_Model")
def computes_the_outputs(student, expected, network_and_images):
    """with given weights the outputs are right, the activation after each layer included"""
    found, wanted = (ask(outputs_of_network, **network_and_images) for ask in (student, expected))
    require(not isinstance(found, str), f"the outputs cannot be compared: {found}")
    for images in wanted:
        agree(found[images], wanted[images], what=f"the output for {images}")


@check("NN_Model")
def lets_gradients_through(student, expected, network_and_images):
    """the gradient of the outputs reaches all layers"""
    found, wanted = (ask(gradient_of_network, **network_and_images) for ask in (student, expected))
    require("misfit" not in found, f"the gradients cannot be compared: {found.get('misfit')}")
    kind = found.get("no gradient", "Tensor")
    require(kind == "Tensor", f"`forward` gives a {kind} instead of a tensor: there is no gradient to follow")
    require("no gradient" not in found, "the outputs carry no gradient: does `forward` cut them off, or is all frozen?")
    for layer in reversed(SHAPES):
        require(found[layer] is not None, f"no gradient reaches the biases of `{layer}`: are they unused, or frozen?")
        agree(found[layer], wanted[layer], what=f"the gradient of the biases of `{layer}`")


# --- train_model ------------------------------------------------------------------------------------------------------
class SmallNet(nn.Module):
    """What `train_model` is given to train: an `NN_Model` of other sizes: derivatives by hand are right, too."""

    def __init__(self):
        super().__init__()
        self.hidden1, self.hidden2, self.output = nn.Linear(784, 5), nn.Linear(5, 5), nn.Linear(5, 10)

    def forward(self, x):
        for layer in self.children():
            x = activation_of_small(layer(x))
        return x


@inputs
def small_training(rng, data):
    """Weights of a `SmallNet`, eleven real images with labels as NumPy arrays, settings that make a short batch."""
    sizes = {name: values.shape for name, values in SmallNet().state_dict().items()}
    weights = {name: torch.randn(size, generator=rng) * (0.1 if 784 in size else 0.5) for name, size in sizes.items()}
    few = pick(rng, data, 11)
    settings = {
        "epochs": int(torch.randint(3, 6, (), generator=rng)),
        "batch_size": int(torch.randint(4, 6, (), generator=rng)),
        "learning_rate": 0.15 + 0.1 * torch.rand((), generator=rng).item(),
    }
    return {"weights": weights, "images": few["images"].numpy(), "labels": few["labels"].numpy(), **settings}


def uphill(case):
    """A case like `case` whose cost only rises, so that who stops early, or keeps the best, is found.

    The images are nearly one, the labels are in order, and the network says beforehand how frequent each digit is.
    """
    labels, images = np.sort(case["labels"]), 0.99 * case["images"][:1] + 0.01 * case["images"]
    shares = torch.bincount(torch.from_numpy(labels), minlength=10) / len(labels)
    last = {"output.weight": 0.1 * case["weights"]["output.weight"], "output.bias": torch.logit(shares, 0.01)}
    longer = {"epochs": 4, "learning_rate": 1.8 * case["learning_rate"]}
    return {**case, **longer, "images": images, "labels": labels, "weights": {**case["weights"], **last}}


def train_twice(lesson, weights, images, labels, epochs, batch_size, learning_rate):
    """Call `train_model` twice on one small network; returns the network and what either call returned."""
    network = SmallNet()
    network.load_state_dict(weights)
    with lesson.using(NN_Model=SmallNet, **working(lesson, "cost_func", "get_target")):
        settings = epochs, batch_size, learning_rate
        returned = [lesson.train_model(*settings, images.copy(), labels.copy(), network) for _ in range(2)]
    return network, returned


def list_of_each(returned, index):
    """List `index` of the three that either call of `train_model` returned; a text where there are no three."""
    if any(lists is None for lists in returned):
        return "nothing"
    if not all(isinstance(lists, tuple | list) and len(lists) == 3 for lists in returned):
        return "not three"
    if any(lists[index] is other for lists in returned for i, other in enumerate(lists) if i != index):
        return "one list"
    parts = [lists[index] for lists in returned]
    return [list(part) if isinstance(part, tuple | np.ndarray | torch.Tensor) else part for part in parts]


@probe
def training(lesson, **case):
    """What two calls leave: weights by name, and whether gradients are on. The three lists that either returned.

    For each model, what it answers to the images when all training is over: (11, 10).
    """
    network, returned = train_twice(lesson, **case)
    left = {"weights": dict(network.state_dict()), "records": torch.is_grad_enabled()}
    epochs, costs, models = (list_of_each(returned, index) for index in range(3))
    if all(isinstance(one, list) for one in models):
        models = [[answer_of(model, torch.from_numpy(case["images"])) for model in one] for one in models]
    return {"left": left, "epoch numbers": epochs, "costs": costs, "models": models}


def answer_of(model, images):
    """Outputs (N, 10) of a model; "not a model" for anything else."""
    return "not a model" if (outputs := networks.scores(model, images)) is None else outputs


def agree_on_lists(student, expected, case, what):
    """Compare a list that `train_model` returned with the right one, all epochs at once: what they share shows.

    Of the second call only the length counts: its numbers are wrong whenever the first left a wrong model behind.
    """
    found, wanted = (ask(part(training, what), **case) for ask in (student, expected))
    require(found != "nothing", "`train_model` returns nothing: is there a `return`?")
    require(found != "not three", "`train_model` must return three lists: epoch numbers, costs, models")
    require(found != "one list", f"The list of {what} is one with another of the three: two names for the same list")
    for call, entries, right in zip(("first", "second"), found, wanted, strict=True):
        require(isinstance(entries, list), f"`train_model` must return a list of {what}")
        agree(len(entries), len(right), what=f"the number of {what} that the {call} of two calls returned")
    agree(found[0], wanted[0], what=f"the list of {what}")


@check("train_model")
def steps_down_the_gradient(student, expected, small_training):
    """after every batch, the last short one too, each weight has moved as gradient descent says, in the model given"""
    eleven = {**small_training, "batch_size": 1}, " in eleven batches"
    for case, of in (small_training, ""), eleven, (uphill(small_training), " of a training in which the cost rises"):
        found, wanted = (ask(part(training, "left"), **case) for ask in (student, expected))
        agree(found["weights"], wanted["weights"], what=f"the trained model{of}")
        require(found["records"], networks.OFF_FOR_GOOD)


@check("train_model")
def numbers_the_epochs(student, expected, small_training):
    """`epoch_data` counts the epochs of a call from 0"""
    agree_on_lists(student, expected, small_training, "epoch numbers")


@check("train_model")
def reports_the_cost_per_image(student, expected, small_training):
    """`cost_train` holds floats: the cost per image of all images with the weights after each epoch"""
    for case in (small_training, uphill(small_training)):
        agree_on_lists(student, expected, case, "costs")


@check("train_model")
def keeps_a_copy_of_every_epoch(student, expected, small_training):
    """`models` holds a model for each epoch, which later training does not change"""
    found = student(part(training, "models"), **small_training)
    lists = found if isinstance(found, list) else []
    answers = [answer for models in lists if isinstance(models, list) for answer in models]
    require(not any(isinstance(answer, str) for answer in answers), "`models` holds something that is no model")
    for case in (small_training, uphill(small_training)):
        agree_on_lists(student, expected, case, "models")


# --- get_digit, accuracy and first_example ----------------------------------------------------------------------------
class ScriptedNet(nn.Module):
    """Gives the first ten pixels of each image as its outputs: (..., 784) -> (..., 10)."""

    def __init__(self):
        super().__init__()
        self.scale, self.model = nn.Parameter(torch.ones(1)), nn.Identity()  # the name is told

    def forward(self, x):
        return self.model(torch.mul(x, self.scale)[..., :10])  # says what it takes, as a layer does


def scripted_images(rng, predicted, tallest=0.95):
    """Images (N, 784), NumPy float32, for which a `ScriptedNet` predicts the digits `predicted` (N,).

    The largest output is above 0.3 and often below a half, all others are below 0.3; in every third image one is far
    below 0.
    """
    count = len(predicted)
    images = torch.rand(count, 784, generator=rng)
    images[:, :10] = torch.rand(count, 10, generator=rng) * 0.5 - 0.25
    images[::3, 0] -= 1.5
    images[::3, 9] -= 1.5
    images[torch.arange(count), predicted] = torch.rand(count, generator=rng) * (tallest - 0.35) + 0.35
    return images.numpy()


def other_digits(rng, digits):
    """For each digit (N,) another one."""
    return (digits + torch.randint(1, 10, digits.shape, generator=rng)) % 10


@inputs
def output_vectors(rng):
    """Output vectors (20, 10): each digit wins twice; some winners are below a half, some losers above it.

    In every other vector a loser is further below 0 than the winner is above.
    """
    vectors = torch.rand(20, 10, generator=rng) * torch.tensor([0.4, 0.9]).repeat(10)[:, None] - 0.05
    winners = torch.arange(20) // 2
    vectors[torch.arange(20), winners] = vectors.max(dim=1).values + 0.05
    vectors[torch.arange(0, 20, 2), (winners[::2] + 4) % 10] -= 1.5
    return vectors[torch.randperm(20, generator=rng)]


@probe
def digits_of_vectors(lesson, vectors):
    """The digit of each output vector, tensors without dimensions as numbers."""
    answers = [lesson.get_digit(vector.clone()) for vector in vectors]
    return [a.item() if isinstance(a, torch.Tensor) and a.dim() == 0 else a for a in answers]


@check("get_digit")
def finds_the_largest_output(student, expected, output_vectors):
    """the digit is the index of the largest of the ten outputs"""
    found, wanted = student(digits_of_vectors, output_vectors), expected(digits_of_vectors, output_vectors)
    for index, digit in enumerate(wanted):
        several = isinstance(found[index], torch.Tensor) and found[index].numel() != 1
        require(not several, "the answer is a tensor of several numbers; the digit is a single one")
        numbers = ", ".join(f"{x:.2f}" for x in output_vectors[index])
        agree(found[index], digit, what=f"the digit of [{numbers}]")


@inputs
def identified(rng):
    """137 images of which a network reads some 80 rightly, with their labels.

    How many it reads nobody knows beforehand, but that their share is not near one with two decimals.
    """
    labels = torch.randint(10, (137,), generator=rng)
    wrong = [count for count in range(40, 70) if 30 < 100 * count % 137 < 107]
    wrong = wrong[int(torch.randint(len(wrong), (), generator=rng))]
    right = torch.ones(137, dtype=torch.bool)
    right[torch.randperm(135, generator=rng)[:wrong] + 1] = False  # the first and last are right, so that each counts
    predicted = torch.where(right, labels, other_digits(rng, labels))
    return {"images": scripted_images(rng, predicted), "labels": labels.numpy()}


@probe
def share_identified(lesson, images, labels, times=1):
    """What `accuracy` returns for `times` as many images: a float in [0, 1]."""
    with lesson.using(**working(lesson, "get_digit")):
        return lesson.accuracy(ScriptedNet(), np.tile(images, (times, 1)), np.tile(labels, times))


@probe
def model_after_measuring(lesson, images, labels):
    """A model after `accuracy` measured it: parameter, gradient, whether it can be trained, how often it was asked."""
    network = ScriptedNet()
    network.scale.grad = torch.as_tensor(images).square().mean().reshape(1)  # nobody knows it beforehand
    asked = networks.calls(network.model)
    with lesson.using(**working(lesson, "get_digit")):
        lesson.accuracy(network, images, labels)
    trainable = torch.tensor([network.scale.requires_grad])
    left = {"parameter": network.scale, "gradient": network.scale.grad, "`requires_grad`": trainable}
    return {"left": left, "asked": len(asked), "records": torch.is_grad_enabled()}


@check("accuracy")
def gives_the_share_of_correct_images(student, expected, identified):
    """the accuracy is the share of images whose digit is identified, a float from 0 to 1"""
    agree_on(student, expected, share_identified, **identified, what="the accuracy")
    agree_on(student, expected, share_identified, **identified, times=8, what="the accuracy on 1,096 images")


@check("accuracy")
def leaves_the_model_alone(student, expected, identified):
    """measuring changes neither the parameters of the model nor their gradients"""
    found, wanted = student(model_after_measuring, **identified), expected(model_after_measuring, **identified)
    require(found["records"], networks.OFF_FOR_GOOD)
    for kept, value in wanted["left"].items():
        require(isinstance(found["left"][kept], torch.Tensor), f"`accuracy` removed the model's {kept}")
        agree(found["left"][kept], value, what=f"the model's {kept} after measuring")
    require(found["asked"], "`accuracy` never asks the model that it is given")


@inputs
def rights_and_wrongs(rng):
    """Two sets of 30 images: the one begins with wrong predictions, the other with right ones; both are mixed later."""
    labels = torch.randint(10, (2, 30), generator=rng)
    right, change = torch.rand(2, 30, generator=rng) < 0.5, torch.randint(3, 8, (2, 1), generator=rng)
    right[:, :8] = (torch.arange(8) < change) == torch.tensor([[False], [True]])
    labels[:, :1] = labels.gather(1, change)  # who looks for the digit of the first one finds another image
    predicted = torch.where(right, labels, other_digits(rng, labels))
    images = [scripted_images(rng, one, tallest=0.48) for one in predicted]  # a half is no threshold
    return {"images": images, "labels": [*labels.numpy()]}


@probe
def first_examples(lesson, images, labels, correct):
    """The first index whose prediction is right (`correct`) or wrong, in each set; then, whether gradients are on."""
    with lesson.using(**working(lesson, "get_digit")):
        found = [lesson.first_example(ScriptedNet(), *one, correct) for one in zip(images, labels, strict=True)]
    return {"found": found, "records": torch.is_grad_enabled()}


def agree_on_first(student, expected, sets, correct):
    """Compare the first index found in each of two sets of images."""
    found, wanted = student(first_examples, **sets, correct=correct), expected(first_examples, **sets, correct=correct)
    for left, right in zip(found["found"], wanted["found"], strict=True):
        picture = isinstance(left, np.ndarray | torch.Tensor) and left.shape[-1:] == (784,)
        require(not picture, "the image itself is returned instead of its index")
        agree(left, right, what=f"the first index for `correct={correct}`")
    require(found["records"], networks.OFF_FOR_GOOD)


@check("first_example")
def finds_the_first_right_one(student, expected, rights_and_wrongs):
    """with `correct=True`, the index of the first image that is read correctly"""
    agree_on_first(student, expected, rights_and_wrongs, correct=True)


@check("first_example")
def finds_the_first_wrong_one(student, expected, rights_and_wrongs):
    """with `correct=False`, the index of the first image that is misread"""
    agree_on_first(student, expected, rights_and_wrongs, correct=False)


# --- plot_cost and plot_accuracy --------------------------------------------------------------------------------------
@inputs
def histories(rng):
    """Every other of thirteen epochs, costs and two kinds of accuracies that go up and down, all lists."""
    costs, train, valid = torch.rand(3, 7, generator=rng)
    return {
        "epochs": list(range(0, 13, 2)), "costs": costs.tolist(),
        "acc_train": (train / 2 + 0.5).tolist(), "acc_valid": (valid / 2 + 0.3).tolist(),
    }  # fmt: skip


@probe
def figure_of_cost(lesson, epochs, costs):
    """What `plot_cost` draws."""
    return drawing(lesson.plot_cost, epochs, costs)


@probe
def figure_of_accuracy(lesson, epochs, acc_train, acc_valid):
    """What `plot_accuracy` draws."""
    return drawing(lesson.plot_accuracy, epochs, acc_train, acc_valid)


@check("plot_cost")
def draws_the_cost(student, histories):
    """the figure shows the costs over the epochs"""
    figure = student(figure_of_cost, histories["epochs"], histories["costs"])
    plots.read(figure, histories["epochs"], costs=histories["costs"]).require_over_epochs()


@check("plot_cost")
def has_a_title_and_axis_labels(student, histories):
    """the figure has a title, and both axes a label"""
    figure = student(figure_of_cost, histories["epochs"], histories["costs"])
    plot = plots.read(figure, costs=histories["costs"])
    titles = [figure["suptitle"], *(axes["title"] for axes in figure["axes"])]
    require("".join(titles).strip(), "no title stands over the curve")
    plot.require_axis_labels()


def both_accuracies(student, histories):
    """The figure of both accuracies."""
    accuracies = {name: histories[name] for name in ("acc_train", "acc_valid")}
    epochs = histories["epochs"]
    return plots.read(student(figure_of_accuracy, epochs, **accuracies), epochs, **accuracies)


@check("plot_accuracy")
def draws_both_accuracies(student, histories):
    """the figure shows the accuracies of training and validation over the epochs"""
    both_accuracies(student, histories).require_over_epochs()


@check("plot_accuracy")
def tells_the_curves_apart(student, histories):
    """a legend says which curve is training and which is validation"""
    both_accuracies(student, histories).require_drawn().require_told_apart()


@check("plot_accuracy")
def has_axis_labels(student, histories):
    """both axes have a label"""
    both_accuracies(student, histories).require_axis_labels()


# --- trained_model ----------------------------------------------------------------------------------------------------
@inputs
def validation_set(rng, data):
    """The validation images, and more, (M, 784) in random order; what they show stays in the judge."""
    mixed = unseen.mixed(data, "MNIST", rng)
    return {"images": mixed.images.reshape(-1, 784) / 255, "mixed": mixed}


@probe
def answers_of_trained_model(lesson, images):
    """The digits (M,) of the model that the cell trains, and of another if earlier exercises need stand-ins."""
    names = working(lesson, "cost_func", "get_target", "activation_func")
    if not any(function is STAND_INS[name] for name, function in names.items()):
        return [networks.classes(left_behind(lesson, "trained_model"), images)]
    try:
        own = networks.classes(left_behind(lesson, "trained_model"), images)
    except Exception:  # what its own functions raise, their own checks tell
        own = None
    return [own, networks.classes(left_behind(lesson, "trained_model", **names), images)]


@check("trained_model", needs=("NN_Model", "train_model", "accuracy"))
def reads_the_validation_images(student, threshold, validation_set):
    """`trained_model` reads enough of the validation images"""
    answers = student(answers_of_trained_model, validation_set["images"])
    mixed = validation_set["mixed"]
    best = max(answers, key=lambda found: (found is not None, networks.share_right(found, mixed.labels)))
    best, labels, images = mixed.tested("trained_model", best)
    networks.reach_accuracy("trained_model", best, labels, threshold, images, guessing=0.2, notice_same=False)
