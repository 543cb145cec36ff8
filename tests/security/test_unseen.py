"""Networks that know the test set by heart, or were trained on it, are noted; those that learnt are not."""

import pytest
import torch
from torch import nn

from autograder.authoring import unseen
from autograder.authoring.evidence import EVIDENCE, Evidence
from autograder.model import course as courses
from autograder.runner.datasets import EmbeddedData
from tests.conftest import ROOT

DATA = EmbeddedData(courses.load(ROOT / courses.FILE).data_root)


def prepared(images):
    return images.flatten(1) / 255


def trained_on(images, labels, width=64, steps=400):
    """A small network, trained until it knows these."""
    torch.manual_seed(1)
    network = nn.Sequential(nn.Linear(784, width), nn.ReLU(), nn.Linear(width, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.003)
    for step in range(steps):
        batch = torch.arange(step * 64, step * 64 + 64) % len(images)
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(prepared(images[batch])), labels[batch]).backward()
        optimizer.step()
    return lambda asked: network(prepared(asked)).argmax(dim=1)


def learnt(name):
    return trained_on(DATA.images(name, train=True), DATA.labels(name, train=True))


def learnt_from_the_test_set(name):
    return trained_on(DATA.images(name, train=False), DATA.labels(name, train=False))


def looks_labels_up(name):
    known = {image.numpy().tobytes(): int(label) for image, label in zip(
        DATA.images(name, train=False), DATA.labels(name, train=False), strict=True)}  # fmt: skip
    return lambda asked: torch.tensor([known.get(image.numpy().tobytes(), 0) for image in asked])


@pytest.mark.parametrize("name", ["MNIST", "FashionMNIST"])
@pytest.mark.parametrize(
    ("network", "said"),
    [(learnt, ""), (learnt_from_the_test_set, "of those to train on"), (looks_labels_up, "when they are moved")],
)
def test_who_knows_the_test_set_is_noted(name, network, said):
    mixed = unseen.mixed(DATA, name, torch.Generator().manual_seed(3))
    token = EVIDENCE.set(evidence := Evidence())
    found, labels, images = mixed.tested("trained", network(name)(mixed.images))
    EVIDENCE.reset(token)
    assert found.shape == labels.shape == (1000,)
    assert len(images) == 1000
    assert (said in " ".join(evidence.notes)) if said else not evidence.notes


def test_an_answer_of_another_shape_is_handed_on():
    mixed = unseen.mixed(DATA, "MNIST", torch.Generator().manual_seed(3))
    assert mixed.tested("trained", None)[0] is None
