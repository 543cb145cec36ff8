"""One rule for figures of training curves: what is accepted, and what is said where it is not."""

import re

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pytest

from autograder.authoring import drawing, plots
from autograder.authoring.compare import Disagreement

LISTS = {
    "train_loss": [2.0, 1.0, 0.7], "val_loss": [2.1, 1.3, 1.1],
    "train_acc": [0.2, 0.6, 0.8], "val_acc": [0.1, 0.5, 0.55],
}  # fmt: skip
RULES = ("require_drawn", "require_over_epochs", "require_axis_labels", "require_told_apart")


@pytest.fixture(autouse=True)
def _closed():
    plt.close("all")
    yield
    plt.close("all")


def verdict(function, **lists) -> str:
    """What the rule says about the figure that `function` draws; empty where all is right."""
    try:
        plot = plots.read(drawing(function, lists), **lists)
        for rule in RULES:
            getattr(plot, rule)()
    except Disagreement as told:
        return str(told)
    return ""


def two_axes(names=("train {}", "val {}"), first=1, end=plt.gcf, axes=lambda: plt.subplots(1, 2)[1], labels=True):
    """A function that draws losses and accuracies side by side."""

    def draw(h):
        for ax, kind in zip(axes(), ("loss", "acc"), strict=True):
            for split, name in zip(("train", "val"), names, strict=True):
                values = h[f"{split}_{kind}"]
                ax.plot(range(first, first + len(values)), values, label=name.format(kind))
            ax.legend()
            if labels:
                ax.set(xlabel="epoch", ylabel=kind)
        return end()

    return draw


def twin_axes():
    left = plt.subplots()[1]
    return left, left.twinx()


def drawn_and_shown(h):
    """Two plots of which each is shown by itself."""
    for kind in ("loss", "acc"):
        plt.plot(h[f"train_{kind}"])
        plt.plot(h[f"val_{kind}"])
        plt.legend(["train", "val"])
        plt.xlabel("epoch")
        plt.ylabel(kind)
        plt.show()


def one_axes(h):
    for name, values in h.items():
        plt.plot(values, "o", label=name)
    plt.xlabel("epoch")
    plt.ylabel("loss and accuracy")
    plt.legend()
    plt.figure()  # an empty one beside it does no harm


def one_legend_by_place(h):
    figure, axes = plt.subplots(2, 1, sharex=True)
    for ax, kind in zip(axes, ("loss", "acc"), strict=True):
        ax.plot(h[f"train_{kind}"], "k")
        ax.plot(h[f"val_{kind}"], "k")
        ax.set_ylabel(kind)
    axes[1].set_xlabel("epoch")
    figure.legend(["train loss", "val loss", "train acc", "val acc"])
    return figure


@pytest.mark.parametrize(
    "function",
    [
        two_axes(),
        two_axes(first=0),
        two_axes(names=("training", "validation")),
        two_axes(names=("Train {}uracy", "Test {}uracy")),
        two_axes(end=lambda: plt.show()),
        two_axes(axes=twin_axes, end=lambda: None),
        one_axes,
        one_legend_by_place,
    ],
)
def test_what_a_reader_can_read_is_right(function):
    assert verdict(function, **LISTS) == ""


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda h: None, "neither returned a figure nor left one open"),
        (drawn_and_shown, "Your function draws two figures"),
        (lambda h: plt.figure().add_subplot(), "shows no curve"),
        (lambda h: [plt.plot(values, label=name) for name, values in list(h.items())[:2]], "`train_acc` and `val_acc`"),
        (lambda h: plt.plot([7, 8, 9]), "No curve shows any of the lists"),
        (two_axes(first=2), "not drawn over the numbers of the epochs"),
        (two_axes(labels=False), "The horizontal axis has no label"),
        (two_axes(names=("_train", "_val")), "no legend says which is which"),
        (two_axes(names=("train", "_val")), "has no entry in the legend. Found: val_loss"),
        (two_axes(names=("{}", "val_{}")), "The legend entry of a curve of `train` does not say so. Found: loss"),
        (two_axes(names=("curve", "curve")), "have the same name"),
        (two_axes(names=("val", "train")), "calls the train curve valid"),
    ],
)
def test_what_is_wrong_is_told_as_it_is(function, said):
    assert said in verdict(function, **LISTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x, y: (x[1:], y[1:]), "leaves out its first epoch"),
        (lambda x, y: (y, x), "the axes are swapped"),
        (lambda x, y: (x, [1 - v for v in y]), "shows one minus its values"),
        (lambda x, y: (x, [v + 0.05 for v in y]), r"No curve shows `accuracy`\.$"),
        (lambda x, y: (x, [100 * v for v in y]), "^$"),
    ],
)
def test_what_stands_in_place_of_a_list_is_said(change, said):
    def draw(h):
        plt.plot(*change([0, 1, 2], h["accuracy"]))
        plt.xlabel("epoch")
        plt.ylabel("accuracy")

    assert re.search(said, verdict(draw, accuracy=[0.25, 0.5, 0.8]))
