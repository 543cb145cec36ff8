"""A figure as data: what a reader of the figure sees, however it was drawn."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.authoring import describe
from autograder.authoring.figures import UNSEEN
from autograder.model.cells import RunCell
from autograder.runner.respondent import Question
from autograder.runner.session import Session

PICTURE = np.arange(6.0).reshape(2, 3)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_a_figure_its_axes_and_the_one_left_open_are_the_same():
    figure, ax = plt.subplots()
    ax.plot([1, 2, 3], label="cost")
    for returned in (figure, ax, [ax], None):
        (only,) = describe(returned)["axes"]
        assert only["lines"][0]["y"].tolist() == [1, 2, 3]
        assert only["lines"][0]["label"] == "cost"
    assert bytes(describe(figure)["png"][:4].tolist()) == b"\x89PNG"


def test_nothing_drawn_is_no_figure():
    assert describe(None) is None


def test_labels_of_the_whole_figure_are_labels_of_its_axes():
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2])
    right.plot([1, 2])
    right.set_ylabel("accuracy")
    figure.supxlabel("epoch")
    figure.supylabel("loss")
    assert [(ax["xlabel"], ax["ylabel"]) for ax in describe(figure)["axes"]] == [
        ("epoch", "loss"),
        ("epoch", "accuracy"),
    ]


def test_the_outer_label_of_shared_axes_is_that_of_the_inner_ones_too():
    figure, grid = plt.subplots(2, 2, sharex=True, sharey="row")
    for ax in grid.ravel():
        ax.plot([1, 2])
    grid[1, 0].set_xlabel("epoch")
    grid[0, 0].set_ylabel("loss")
    found = [(ax["xlabel"], ax["ylabel"]) for ax in describe(figure)["axes"]]
    assert found == [("epoch", "loss"), ("", "loss"), ("epoch", ""), ("", "")]


def test_a_label_below_a_column_of_axes_counts_for_the_column_and_not_for_the_row():
    figure, grid = plt.subplots(2, 2)
    for ax in grid.ravel():
        ax.plot([1, 2])
    grid[1, 0].set_xlabel("epoch")
    assert [ax["xlabel"] for ax in describe(figure)["axes"]] == ["epoch", "", "epoch", ""]


def test_twin_axes_have_one_horizontal_label_and_two_vertical_ones():
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    ax.set(xlabel="epoch", ylabel="loss")
    other = ax.twinx()
    other.plot([0.1, 0.2])
    assert [(a["xlabel"], a["ylabel"]) for a in describe(figure)["axes"]] == [("epoch", "loss"), ("epoch", "")]


@pytest.mark.parametrize("way", ["upper", "lower", "turned", "mesh", "mirrored"])
def test_pictures_are_told_as_they_are_seen(way):
    figure, ax = plt.subplots()
    if way == "mesh":
        ax.pcolormesh(np.flipud(PICTURE))
    elif way == "turned":
        ax.imshow(np.flipud(PICTURE))
        ax.invert_yaxis()
    elif way == "mirrored":
        ax.imshow(np.fliplr(PICTURE))
        ax.invert_xaxis()
    else:
        ax.imshow(PICTURE if way == "upper" else np.flipud(PICTURE), origin=way)
    ((seen,),) = [axes["images"] for axes in describe(figure)["axes"]]
    assert seen.tolist() == PICTURE.tolist()


def test_a_curve_is_called_what_the_legend_calls_it():
    figure, ax = plt.subplots()
    (train,) = ax.plot([3, 2, 1])
    (test,) = ax.plot([4, 3, 2], label="something else")
    points = ax.scatter([0, 1, 2], [5, 6, 7])
    ax.legend([points, test, train], ["points", "test", "train"])
    (found,) = describe(figure)["axes"]
    assert [line["label"] for line in found["lines"]] == ["train", "test"]
    assert [line["label"] for line in found["points"]] == ["points"]
    assert found["legend"] == ["points", "test", "train"]


def test_a_legend_in_the_wrong_order_gives_curves_the_wrong_names():
    figure, ax = plt.subplots()
    for name in ("train", "test", "loss"):
        ax.plot([1, 2], label=name)
    ax.legend(["test", "train", "loss"])
    assert [line["label"] for line in describe(figure)["axes"][0]["lines"]] == ["test", "train", "loss"]


def test_a_legend_of_the_figure_names_curves_of_all_its_axes():
    figure, (left, right) = plt.subplots(1, 2)
    (one,) = left.plot([1, 2], color="red")
    (two,) = right.plot([1, 2], color="blue")
    figure.legend([two, one], ["accuracy", "loss"])
    assert [ax["lines"][0]["label"] for ax in describe(figure)["axes"]] == ["loss", "accuracy"]


def test_curves_that_look_alike_keep_their_own_labels():
    figure, ax = plt.subplots()
    ax.plot([1, 2], color="red", label="a")
    ax.plot([2, 3], color="red")
    ax.legend(["first", "second"])
    assert [line["label"] for line in describe(figure)["axes"][0]["lines"]] == ["a", ""]


SPOILED = """
import matplotlib.pyplot as plt

def spoiling():
    plt.xlabel = "epoch"
    return plt.figure()

def labelled():
    plt.plot([1, 2], [3, 4])
    plt.xlabel("epoch")
    return plt.gcf()
"""
ASKED = """
from autograder.authoring import describe, probe

@probe
def drawn(lesson, name):
    return describe(getattr(lesson, name)())
"""


def test_a_function_of_pyplot_that_one_exercise_overwrites_is_there_for_the_next(zygote, course):
    cells = [RunCell("mine", SPOILED, ("spoiling", "labelled"), 20)]
    with Session(zygote, course.assignment("lenet5_mnist").limits, cells, ASKED) as session:
        session.ask(Question("drawn", ("spoiling",), seconds=10))
        figure = session.ask(Question("drawn", ("labelled",), seconds=10))
    assert figure["axes"][0]["xlabel"] == "epoch"


@pytest.mark.parametrize(("rows", "drawn"), [(2, True), (5, False)])
def test_where_nobody_looks_a_figure_of_many_axes_is_told_and_not_drawn(rows, drawn):
    figure, grid = plt.subplots(rows, 2)
    for number, axes in enumerate(grid.ravel()):
        axes.imshow(PICTURE + number)
    seen = describe(figure)
    token = UNSEEN.set(True)
    unseen = describe(figure)
    UNSEEN.reset(token)
    assert (seen["png"].numel() > 1000, unseen["png"].numel() > 1000) == (True, drawn)
    pictures = [[axes["images"][0].tolist() for axes in one["axes"]] for one in (seen, unseen)]
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == 2 * rows
