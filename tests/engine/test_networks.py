"""What the lessons' checks share about networks: handed weights, watched while used, judged by what they recognise."""

import pytest
import torch
from torch import nn
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from autograder.authoring import networks
from autograder.authoring.compare import Disagreement, agree_on_entry, close, one_of_two
from autograder.authoring.evidence import EVIDENCE, Evidence
from autograder.authoring.loaders import torchvision_set

IMAGES = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat, self.first, self.out = nn.Flatten(), nn.LazyLinear(4), nn.Sequential(nn.Linear(4, 3))

    def forward(self, images):
        return self.out(self.first(self.flat(images)))


def told(call, *arguments, **named) -> str:
    """What `call` finds wrong; empty where nothing is."""
    token = EVIDENCE.set(Evidence())
    try:
        call(*arguments, **named)
    except Disagreement as wrong:
        return str(wrong)
    finally:
        EVIDENCE.reset(token)
    return ""


@pytest.mark.parametrize(
    ("maker", "said"),
    [
        (nn.Linear(1, 1), "`make` is a network itself"),
        (lambda: None, "gives nothing: is there a `return`?"),
        (lambda: Net, "gives the class `Net`"),
        (lambda: {}, "gives a dict, not a network"),
    ],
)
def test_what_is_no_network_is_told(maker, said):
    assert said in networks.new(maker, "make")


def test_weights_are_put_into_layers_by_name_and_the_answers_follow():
    network = networks.new(Net, "Net", IMAGES)
    parameters = networks.parameters_of(network, ("first", "out", "absent"))
    assert networks.sizes(parameters) == {
        "first.weight": "4×784", "first.bias": "4", "out.weight": "3×4", "out.bias": "3",
    }  # fmt: skip
    networks.put(parameters, {name: torch.zeros_like(value) for name, value in parameters.items()})
    networks.put(parameters, {"out.bias": torch.tensor([0.0, 2.0, 1.0])})
    assert networks.scores(network.train(), IMAGES, batch=3).tolist() == [[0.0, 2.0, 1.0]] * 8
    assert networks.scores(network.double(), IMAGES).tolist() == [[0.0, 2.0, 1.0]] * 8
    assert networks.classes(network, IMAGES).tolist() == [1] * 8
    assert not network.training
    assert networks.classes({"weights": 1}, IMAGES) is None


def test_a_watched_network_tells_modes_and_gradients_apart():
    watched = networks.Watched(training=2, recorded=3)
    with torch.no_grad():
        assert watched.eval()(torch.ones(2)).tolist() == [1, 1]
        assert watched.train()(torch.ones(2)).tolist() == [2, 2]
    assert watched.eval()(torch.ones(2, requires_grad=True)).tolist() == [3, 3]
    assert watched.uses.pop("first").tolist() == 1
    assert watched.uses == {"training": 1, "evaluating": 2, "with_gradients": 1, "training_in_eval_mode": 1}
    assert int(watched.seen) == 2


def test_events_are_noted_in_their_order():
    network = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    seen = networks.events(network, optimizer)
    network(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    assert seen == ["forward", "backward", "step"]


@pytest.mark.parametrize(
    ("evaluate", "said"),
    [
        (lambda network: network(torch.ones(3, 2)), ""),
        (lambda network: network.zero_grad(), "gradients after it was measured"),
        (lambda network: network.weight.data.add_(1), "state after it was measured"),
        (lambda network: network.requires_grad_(False), "can no longer be trained"),
    ],
)
def test_what_evaluating_leaves_behind_is_found(evaluate, said):
    torch.manual_seed(0)
    network = nn.Linear(2, 1)
    networks.mark_gradients(network, 1)
    before = networks.left_in(network)
    before["gradients"] = {name: value.clone() for name, value in before["gradients"].items()}
    evaluate(network)
    found = told(networks.require_untouched, networks.left_in(network), before)
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([0, 1, 2, 3, 0, 1, 2, 3], ""),
        (None, "`net` is not a network"),
        ([0, 1], "does not give ten scores for each image"),
        ([0] * 8, "gives every image the same answer. Found: accuracy 0.250"),
        ([0, 2, 3, 0, 1, 2, 3, 1], "hardly better than guessing"),
        ([0, 1, 2, 3, 0, 0, 0, 0], "has learnt something, but not enough yet"),
    ],
)
def test_held_out_accuracy_is_judged_in_steps(found, said):
    labels = torch.tensor([0, 1, 2, 3, 0, 1, 2, 3])
    answers = None if found is None else torch.tensor(found)
    wrong = told(networks.reach_accuracy, "net", answers, labels, 0.8, IMAGES)
    assert said in wrong
    assert bool(said) == bool(wrong)


def test_one_of_a_pair_does_not_hide_the_other():
    right = one_of_two((0.5, 3), 1)
    assert told(agree_on_entry, one_of_two([None, 3], 1), right, "the count", "two numbers are asked") == ""
    assert "the count is 4" in told(agree_on_entry, one_of_two((0, 4), 1), right, "the count", "two numbers are asked")
    assert "two numbers are asked. Found: 3" in told(
        agree_on_entry, one_of_two(3, 1), right, "x", "two numbers are asked"
    )
    assert "is there a `return`?" in told(agree_on_entry, one_of_two(None, 1), right, "x", "two numbers are asked")


def test_lists_are_close_or_not():
    assert close([1, 2.00001], [1.0, 2.0])
    assert not any(close(found, [1.0, 2.0]) for found in (None, [1.0], [1.0, 2.1], "12", [1.0, torch.tensor(2.0)]))


def test_a_set_of_torchvisions_class_with_other_content():
    made = torchvision_set(MNIST, torch.full((3, 28, 28), 255, dtype=torch.uint8), torch.tensor([7, 8, 9]), ToTensor())
    assert isinstance(made, MNIST)
    assert len(made) == 3
    image, label = made[1]
    assert (float(image.min()), tuple(image.shape), label) == (1.0, (1, 28, 28), 8)
