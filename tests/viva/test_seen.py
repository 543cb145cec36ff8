"""What is seen while right cells of real lessons run, asked in both directions, the same under another seed."""

from random import Random

import pytest

from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.choosing import candidates
from autograder.feedback.viva.study import Study
from autograder.grading.suite import CheckSuite
from autograder.model import lessonfile
from autograder.model.trace import MOST_ACTS
from autograder.runner.session import Session

WHILE = """
first_nine = 0
while label_train[first_nine] != 9:
    first_nine += 1
"""


@pytest.fixture(scope="module")
def asked(course, zygote):
    """What can be asked of a right cell."""

    def ask(lesson, exercise, source=""):
        assignment = course.assignment(lesson)
        first, second = (CheckSuite(assignment, seed) for seed in (1, 2))
        trained = {one.name for one in assignment.exercises if one.threshold is not None}
        cells = [cell for cell in lessonfile.reference_cells(assignment) if cell.label not in trained]
        with Session(zygote, assignment.limits, cells, first.source) as session:
            cell = source.strip() or lessonfile.solution(assignment, exercise)
            study = Study(Cell(assignment.exercise(exercise), cell), first, session)
            found, again = candidates(study, Random(1)), study.under(second)
            return [one.question for one in found if one.confirmed(again)]

    return ask


@pytest.mark.parametrize(
    ("lesson", "exercise", "source", "kind", "text", "answer"),
    [
        ("mlp_from_scratch", "get_target", "", "predict", "Suppose `digits` is ", ", 10)"),
        (
            "mlp_from_scratch",
            "first_nine",
            WHILE,
            "without",
            "line 3, `first_nine += 1`, is left out",
            "does not come to",
        ),
        ("lenet_fashion", "make_lenet", "", "here", "In the network, `nn.AvgPool2d(", ", 6, 14, 14)"),
        ("softmax_regression", "plot_history", "", "here", "How many curves are there in the figure", "4"),
    ],
)
def test_other_calls_loops_layers_and_figures_are_asked_about(asked, lesson, exercise, source, kind, text, answer):
    found = [one for one in asked(lesson, exercise, source) if one.kind == kind and text in one.text]
    assert found
    assert any(answer in one.answer for one in found), found


def test_what_is_so_at_a_line_is_asked_for_the_other_way_round(asked):
    found = asked("lenet5_mnist", "evaluate")
    for text in ("Which of these has the shape", "Which of these lines is run 6 times", "Which of these is a `float`"):
        several = [one for one in found if one.kind == "where" and text in one.text]
        assert several, text
        assert all(3 <= len(set(one.options)) <= 4 and "in" in one.answer for one in several)


def test_a_loop_that_goes_on_asking_a_network_ends_at_the_same_place_each_time(course, zygote):
    """On any machine: after as many acts as are kept, long before the time is up that one run has."""
    assignment = course.assignment("lenet5_mnist")
    cells = [cell for cell in lessonfile.reference_cells(assignment) if cell.label == "LeNet"]
    source = "history = []\nwhile True:\n    for batch in batches:\n        network(batch)\n"
    request = {
        "probe": "", "arguments": [], "named": {}, "cell": "training_history", "defines": ["history"], "seconds": 60.0,
        "source": f"import torch\nnetwork, batches = torch.nn.Linear(4, 2), [torch.ones(3, 4)]\n{source}",
        "short": False, "until": None,
    }  # fmt: skip
    with Session(zygote, assignment.limits, cells, CheckSuite(assignment, 1).source) as session:
        told = [session.account(request) for _ in range(2)]
    assert [(one.ended.kind, len(one.acts)) for one in told] == [("time", MOST_ACTS)] * 2
    assert "goes on without an end" in told[0].ended.message
