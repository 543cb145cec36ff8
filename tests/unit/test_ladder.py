"""The ladder: what a recorder sees of a cell, and what is told of it, rung by rung, on a lesson of a few lines."""

from dataclasses import replace
from types import ModuleType

import pytest
import torch
from torch import nn

from autograder.authoring import loader
from autograder.grading import fingerprint
from autograder.grading.diagnosis.batches import other_images
from autograder.grading.diagnosis.behaviours import behaviours
from autograder.grading.diagnosis.departure import depart
from autograder.grading.diagnosis.nonfinite import finite, nonfinite
from autograder.grading.diagnosis.unfinished import unfinished
from autograder.model.cells import cell_of
from autograder.model.trace import MOST_EVENTS, Act, Trace, believed
from autograder.runner.kernel import Kernel
from autograder.runner.recorder import recorded
from autograder.student.namespace import PlainShell

TRAIN = """
def train(net, batches, optimizer):
    net.train()
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
"""
MEASURE = """
def measure(net, batches):
    net.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in batches:
            total += F.cross_entropy(net(x), y, reduction="sum").item()
    return total / len(batches.dataset)
"""
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(8, 6), nn.Linear(6, 5), nn.Linear(5, 3)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)
"""
ANOTHER_NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(8, 6), nn.Linear(6, 5), nn.Linear(5, 3)
        self.layers = nn.Sequential(self.fc1, nn.ReLU(), self.fc2, nn.ReLU(), self.fc3)

    def forward(self, x):
        return self.layers(x)
"""


class Probes(ModuleType):
    """The questions of the lesson; each says what it asks with."""

    def data(self):
        torch.manual_seed(3)
        return loader(torch.randn(10, 1, 2, 4), torch.arange(10) % 3, batch_size=4)

    def network(self):
        torch.manual_seed(4)
        return nn.Sequential(nn.Flatten(), nn.Linear(8, 3))

    def train(self, lesson):
        net = self.network()
        lesson.train(net, self.data(), torch.optim.SGD(net.parameters(), lr=0.5))

    def cut(self, lesson):
        net, given = self.network(), self.data().dataset
        lesson.train(net, given.images, given.targets)

    def history(self, lesson):
        net, others = self.network(), loader(torch.randn(6, 1, 2, 4), torch.arange(6) % 3, batch_size=4)
        lesson.history(net, self.data(), others, torch.optim.SGD(net.parameters(), lr=0.5))

    def measure(self, lesson):
        lesson.measure(self.network().train(), self.data())

    def net(self, lesson):
        torch.manual_seed(5)
        net = lesson.Net()
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.copy_(torch.randn(parameter.shape))
            net(torch.randn(7, 8))


def trace(source, probe):
    """What is recorded of a cell while it is asked."""
    kernel = Kernel(PlainShell({"torch": torch, "nn": nn, "F": nn.functional}))
    name = {"cut": "train", "net": "Net"}.get(probe, probe)
    assert kernel.run("cell", source, (name,), 20) == {"raised": None, "missing": []}
    kernel.settle()
    told = recorded(kernel, Probes("probes"), cell_of, "cell", probe, [], {}, 5)
    return believed(told)


def names(source, right, probe):
    return [fact.name for fact in behaviours(trace(source, probe), trace(right, probe))]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("        optimizer.zero_grad()\n", "", "stale_gradients"),
        ("        loss.backward()\n", "", "no_backward"),
        ("        optimizer.step()\n", "", "no_step"),
        ("loss.backward()\n        optimizer.step()", "optimizer.step()\n        loss.backward()", "step_first"),
        ("        optimizer.step()", "    optimizer.step()", "number_of_steps"),
        ("    net.train()", "    net.eval()", "eval_while_training"),
        ("in batches:", "in list(batches)[:-1]:", "last_batch"),
        ("in batches:", "in list(batches)[-1:]:", "one_batch"),
        ("in batches:", "in []:", "never_asked"),
        ("loss.backward()", "loss.backward(); optimizer.zero_grad()", "no_gradient"),
        ("    net.train()", "    import copy; net = copy.deepcopy(net); net.train()", "other_weights"),
        ("    net.train()", "    net = nn.Sequential(nn.Flatten(), nn.Linear(8, 4), nn.Linear(4, 3))", "other_network"),
        ("    net.train()", "    optimizer = torch.optim.SGD(net.train().parameters(), lr=0.5)", "own_optimizer"),
        ("optimizer.step()", "optimizer.step(); optimizer.param_groups[0]['lr'] *= 0.9", "settings"),
        ("net(x)", "net(x.flip(0))", "changed_batches"),
        ("in batches:", "in reversed(list(batches)):", "other_order"),
        ("optimizer.step()", "w = [p.clone() for p in net.parameters()]; optimizer.step(); "
         "[p.data.copy_(q) for p, q in zip(net.parameters(), w)]", "put_back"),
        ("    net.train()", "    net.train(); [layer.reset_parameters() for layer in net[1:]]", "other_start"),
        ("    net.train()", "    net.train(); optimizer.param_groups[0]['params'].pop()", "part_held"),
        ("    net.train()", "    net.train(); torch.set_grad_enabled(True)", None),
    ],
)  # fmt: skip
def test_what_a_training_loop_did_is_told(old, new, name):
    assert old in TRAIN
    assert names(TRAIN.replace(old, new), TRAIN, "train") == ([name] if name else [])


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("    net.eval()", "    net.train()", "training_mode"),
        ("    with torch.no_grad():", "    if True:", "gradients_on"),
        ("in batches:", "in list(batches)[:1]:", "one_batch"),
        ("    return total", "    torch.set_grad_enabled(False)\n    return total", "gradients_left_off"),
        ("            total", "            net[1].weight += 1\n            total", "trains_while_measuring"),
    ],
)  # fmt: skip
def test_what_a_measuring_loop_did_is_told(old, new, name):
    assert old in MEASURE
    assert names(MEASURE.replace(old, new), MEASURE, "measure") == [name]


STYLES = {
    "closure": """
def train(net, batches, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(net.train()(x), y)
        loss.backward()
        return loss
    for x, y in batches:
        optimizer.step(closure)
""",
    "by hand": """
def train(net, batches, optimizer):
    net.train()
    steps = iter(batches)
    while (batch := next(steps, None)) is not None:
        gradients = torch.autograd.grad(F.nll_loss(net(batch[0]).log_softmax(1), batch[1]), list(net.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(net.parameters(), gradients):
                parameter -= 0.5 * gradient
""",
    "cleared afterwards": TRAIN.replace("        optimizer.zero_grad()\n", "") + "        net.zero_grad()\n",
}


APART = (
    ("        optimizer.zero_grad()\n", "        net(x)\n"),
    ("        optimizer.step()", "\n        net(x)"),
)


def test_a_network_that_is_asked_apart_from_its_steps_is_told_where_numbers_are_wrong():
    figure = "    return loss.item()\n"
    right = trace(TRAIN + figure, "train")
    before, after = (trace(f"{TRAIN.replace(old, old + ask)}{figure}", "train") for old, ask in APART)
    assert [fact.name for fact in behaviours(after, right, numbers_only=True)] == ["asked_apart"]
    assert behaviours(after, trace(TRAIN, "train"), numbers_only=True) == []  # which returns nothing
    assert behaviours(before, right, numbers_only=True) == []  # the weights are those that the step is taken with
    assert behaviours(after, after, numbers_only=True) == []


def test_a_step_counts_however_small_it_is():
    assert names(STYLES["by hand"].replace("0.5 * gradient", "1e-6 * gradient"), TRAIN, "train") == []


HISTORY = (
    TRAIN
    + """
def history(net, batches, others, optimizer):
    for _ in range(2):
        train(net, batches, optimizer)
        for x, y in others:
            net.eval()(x)
"""
)


def test_a_loader_that_waits_until_all_steps_are_taken_is_told():
    late = HISTORY.replace("        for x, y in others:", "    for x, y in [*others, *others]:")
    (told,) = behaviours(trace(late, "history"), trace(HISTORY, "history"))
    assert told.name == "measured_at_the_end"
    assert "the loader with 6 images is gone through only after the last of all steps" in told.sentence
    assert names(HISTORY, HISTORY, "history") == []


def test_where_a_stand_in_trains_nothing_is_told_of_what_it_hides():
    right = trace(HISTORY, "history")
    hidden = replace(right, acts=tuple(act for act in right.acts if act.kind in ("batch", "step")))
    assert behaviours(right, hidden) == []


COPIES = """
def train(net, batches, optimizer):
    for x, y in batches:
        work = copy.deepcopy(net.train())
        optimizer = torch.optim.SGD(work.parameters(), lr=0.5)
        F.cross_entropy(work(x), y).backward()
        optimizer.step()
"""


def test_gradients_of_another_copy_are_not_called_left_over():
    assert names("import copy\n" + COPIES, TRAIN, "train") == ["own_optimizer"]


CUT = """
def train(net, images, labels):
    for i in range(0, len(images), 4):
        gradients = torch.autograd.grad(F.cross_entropy(net(images[i : i + 4]), labels[i : i + 4]), [*net.parameters()])
        for parameter, gradient in zip(net.parameters(), gradients):
            parameter.data -= 0.5 * gradient
"""


def test_batches_that_are_cut_by_hand_are_known_by_their_images():
    assert names(CUT, CUT, "cut") == []
    assert names(CUT.replace("[i : i + 4]", "[i + 1 : i + 5]"), CUT, "cut") == ["other_images"]
    assert names(CUT.replace("[i : i + 4]", "[i : i + 5]"), CUT, "cut") == ["other_size"]


@pytest.mark.parametrize("style", STYLES)
def test_of_a_right_loop_in_another_style_nothing_is_told(style):
    right, found = trace(TRAIN, "train"), trace(STYLES[style], "train")
    assert behaviours(found, right) == []
    assert depart(found, right, {}) is None


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("torch.relu(self.fc2(x))", "self.fc2(x)"), 9, "the output of `fc2` is still that of a right solution"),
        (("torch.relu(self.fc2(x))", "torch.tanh(self.fc2(x))"), 8, "makes of it with `tanh` is not"),
        (("return self.fc3(x)", "return torch.softmax(self.fc3(x), 1)"), 9, "the output of `fc3` is still"),
        (
            ("torch.relu(self.fc1(x))", "F.dropout(torch.relu(self.fc1(x)), 0.5)"),
            7,
            "makes of it with `dropout` is not",
        ),
    ],
)
def test_where_a_network_leaves_the_right_values_is_told(change, line, words):
    departure = depart(trace(NET.replace(*change), "net"), trace(NET, "net"), {})
    assert departure.line == line
    assert words in departure.sentence
    assert depart(trace(NET.replace(*change), "net"), trace(ANOTHER_NET, "net"), {}).line == line  # whoever is right


def test_a_softmax_is_right_on_the_way_to_its_logarithm():
    right = NET.replace("self.fc3(x)", "torch.log_softmax(self.fc3(x), 1)")
    found = NET.replace("return self.fc3(x)", "p = torch.softmax(self.fc3(x), 1)\n        return (p + 0.01).log()")
    departure = depart(trace(found, "net"), trace(right, "net"), {})
    assert departure.sentence.startswith(
        "the result of `softmax` in line 9 is still that of a right solution; what line 10"
    )
    assert depart(trace(found.replace("0.01", "0.0"), "net"), trace(right, "net"), {}) is None


def test_what_is_made_before_the_first_layer_is_told_with_it():
    changed = NET.replace(
        "        x = torch.relu(self.fc1(x))", "        x = x / 255\n        x = torch.relu(self.fc1(x))"
    )
    departure = depart(trace(changed, "net"), trace(NET, "net"), {})
    assert departure.sentence.startswith("neither the result of `div` in line 7 nor the output of `fc1` after it")
    one = trace(NET.replace("forward(self, x):", "forward(self, x):\n        x = x[:1]"), "net")
    assert depart(one, trace(NET, "net"), {}) is None  # of fewer images


def test_a_number_that_a_right_solution_goes_on_from_is_told_with_its_line():
    right = trace(MEASURE, "measure")
    sums = [event.value.magnitude for event in right.events if event.kind == "name"]
    told = [unfinished(right, right, [number]) for number in sums]
    assert [one.line if one else 0 for one in told] == [
        0,
        6,
        6,
        6,
        0,
    ]  # the first is 0, and what is returned is no fault
    assert "what line 6 gives one of the times that it runs; a right" in told[1].sentence
    assert unfinished(right, right, [sums[1] + 0.01]) is None


def test_the_first_line_that_gives_nan_or_inf_is_told():
    right, found = trace(NET, "net"), trace(NET.replace("self.fc1(x)", "self.fc1(x).abs() / 0"), "net")
    told = nonfinite(found, right)
    assert (told.line, told.sentence) == (7, "nan or inf is first seen in what line 7 gives")
    assert nonfinite(right, right) is None
    assert nonfinite(found, found) is None
    assert finite({"a": [1.0, torch.zeros(2)], "b": None})
    assert not finite({"a": [1.0, torch.zeros(2) / 0]})


def test_a_right_network_in_another_style_departs_nowhere():
    assert depart(trace(ANOTHER_NET, "net"), trace(NET, "net"), {}) is None
    step = depart(trace(ANOTHER_NET.replace("nn.ReLU(), self.fc3", "self.fc3"), "net"), trace(NET, "net"), {}).step
    assert step == "a right solution comes to the result of `relu` next, this one to the output of `fc3`"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("F.cross_entropy(net(x), y)", "F.cross_entropy(net(x), y, reduction='sum')", "is 4 times the right one; 4 is"),
        ("F.cross_entropy(net(x), y)", "-F.cross_entropy(net(x), y)", "minus the right one"),
        ("F.cross_entropy(net(x), y)", "F.cross_entropy(net(x).softmax(1), y)", "`softmax` in line 5 is still that"),
        ("(net(x), y)", "(net(x), y) + 0.1 * net[1].weight.square().sum()", "what line 5 makes of it"),
        ("optimizer.step()", "net[1].bias.data += 0.1; optimizer.step()", "weights after it are not"),
        ("loss.backward()", "loss.backward(); net[1].bias.grad *= 0", "the gradient that the step is taken"),
        ("loss.backward()", "loss.backward(); [p.grad.div_(8) for p in net.parameters()]", "0.125 times the right one"),
    ],
)  # fmt: skip
def test_where_a_training_leaves_the_right_weights_is_told(old, new, words):
    departure = depart(trace(TRAIN.replace(old, new), "train"), trace(TRAIN, "train"), {"the batch size": 4})
    assert words in departure.sentence


def test_the_last_step_is_not_blamed_for_what_comes_after_it():
    departure = depart(trace(TRAIN + "    net[1].weight.data *= 2\n", "train"), trace(TRAIN, "train"), {})
    assert "the gradient of step 3 is right, and the weights after it are not" in departure.sentence
    assert not departure.line


def test_other_settings_of_an_optimizer_are_told():
    own = TRAIN.replace("    net.train()", "    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)")
    (fact,) = behaviours(trace(own, "train"), trace(TRAIN, "train"))
    assert fact.sentence.endswith("with a learning rate of 0.1 instead of 0.5 and a momentum of 0.9 instead of 0")
    slower = TRAIN.replace("optimizer.step()", "optimizer.step(); optimizer.param_groups[0]['lr'] /= 2")
    (fact,) = behaviours(trace(slower, "train"), trace(TRAIN, "train"))
    assert fact.sentence == "the second step is taken with a learning rate of 0.25 instead of 0.5"


def test_what_is_recorded_is_bounded_and_then_says_nothing():
    endless = TRAIN.replace("    for x", "    for _ in range(2000): torch.rand(3) + 1\n    for x")
    found = trace(endless.replace("        optimizer.zero_grad()\n", ""), "train")
    assert len(found.events) <= MOST_EVENTS
    assert found.cut
    assert [fact.name for fact in behaviours(found, trace(TRAIN, "train"))] == ["stale_gradients"]  # no act is lacking
    again = trace(TRAIN.replace("for x, y in batches", "for x, y in list(batches) * 60"), "train")
    assert not again.whole
    assert behaviours(again, trace(TRAIN, "train")) == []
    raised = trace(TRAIN.replace("loss.backward()", "raise ValueError"), "train")  # which it did not when it was asked
    assert not raised.whole
    assert behaviours(raised, trace(TRAIN, "train")) == []


NAN = ["op", "x", 1, 1, float("nan"), 0.0, []]


@pytest.mark.parametrize("told", [None, [], {"events": []}, {"events": [["op"]]}, {"events": [NAN]}])
def test_an_account_that_cannot_be_read_is_none(told):
    rest = {"acts": [], "targets": [], "end": {}, "whole": True}
    assert believed({**told, **rest} if isinstance(told, dict) and told["events"] else told) is None


def test_what_is_right_in_a_wrong_answer_is_no_evidence():
    right, wrong = (fingerprint.of([{"weight": 0.731182, "accuracy": accuracy}]) for accuracy in (0.6131, 0.0))
    assert wrong.matches(wrong)
    assert not wrong.telling(right)
    assert wrong.telling(fingerprint.of(["nothing"]))


@pytest.mark.parametrize(("times", "said"), [(2.0, "the first is 2 times"), (1.0001, "look at which images")])
def test_images_that_are_nearly_right_are_not_told_to_be_a_number_of_times_what_they_should_be(times, said):
    def trained_on(total):
        given = {"given#": 4.0, "given|": total, "given~": total / 2, "size": 2.0}
        return Trace(acts=(Act("forward", 3, given), Act("backward", 4)))

    assert said in other_images(trained_on(4.0 * times), trained_on(4.0)).sentence


def test_what_is_cut_short_in_inference_mode_leaves_torch_as_it_was():
    many = MEASURE.replace("torch.no_grad", "torch.inference_mode").replace(
        "        for x", "        for i in range(MOST):\n            net[1].weight * i\n        for x"
    )
    assert trace(many.replace("MOST", str(MOST_EVENTS + 9)), "measure").cut
    assert torch.zeros(3).sum() == 0  # what has no tensor among its arguments failed
