"""A course of one small lesson: what these tests are about is what happens around a lesson."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tests import warm
from tests.conftest import ROOT
from tests.sample_class import grade_id

LESSON = '''
# %% [markdown]
# # A mean and its picture
#
# ![Seven numbers and their mean](mean.svg)

# %% locked="setup"
import matplotlib.pyplot as plt
import torch

from autograder import check

# %% exercise="mean_of"
def mean_of(values):
    """The mean of a 1-D tensor, a float; 0.0 when it is empty."""
    ### BEGIN SOLUTION
    return values.mean().item() if len(values) else 0.0
    ### END SOLUTION

# %% exercise="draw"
def draw(values):
    """A figure with `values` as a curve, and a title."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(values)
    axes.set_title("values")
    return figure
    ### END SOLUTION

# %% [markdown]
# Why does a mean hide an outlier?

# %% [markdown] written="q_outlier"
# Because every value counts the same.
'''

CHECKS = '''
import torch

from autograder.authoring import agree, check, describe, inputs, probe, require


@inputs
def values(rng):
    """Seven numbers."""
    return torch.randn(7, generator=rng)


@probe
def mean_found(lesson, values):
    """What the student's function makes of `values`."""
    return lesson.mean_of(values)


@probe
def drawn(lesson, values):
    """The figure as data."""
    return describe(lesson.draw(values))


@check("mean_of")
def is_the_mean(student, expected, values):
    """it is the mean, as a float"""
    agree(student(mean_found, values), expected(mean_found, values), what="the mean")


@check("mean_of")
def is_zero_of_nothing(student, expected, values):
    """it is 0.0 when there are no numbers"""
    agree(student(mean_found, values[:0]), expected(mean_found, values[:0]), what="the mean of nothing")


@check("draw")
def draws_a_curve(student, values):
    """a curve is drawn"""
    picture = student(drawn, values)
    require(picture and picture["axes"] and picture["axes"][0]["lines"], "No curve is drawn")
'''

MISTAKES = '''
from autograder.authoring import mistake


@mistake("mean_of", hint="By what is the sum divided?")
def sum_for_mean(cell):
    """the sum is returned, not the mean"""
    return cell.change("mean()", "sum()")


@mistake("mean_of", hint="What is the mean of no numbers?")
def nothing_forgotten(cell):
    """no numbers at all were not thought of"""
    return cell.change(" if len(values) else 0.0", "")


@mistake("draw", hint="Which call draws a line?")
def only_a_title(cell):
    """nothing is drawn but the title"""
    return cell.without("axes.plot")
'''

TABLE = """
[assignments.small]
title = "A mean, and its picture"

[assignments.small.exercises.mean_of]
checks = { is_the_mean = 1.5, is_zero_of_nothing = 0.5 }

[assignments.small.exercises.draw]
checks = { draws_a_curve = 1 }

[assignments.small.exercises.q_outlier]
manual = 2
"""

RIGHT = "def mean_of(values):\n    return values.mean().item() if len(values) else 0.0\n"
HALF = "def mean_of(values):\n    return values.mean().item()\n"
WRONG = "def mean_of(values):\n    return values.sum().item() if len(values) else 0.0\n"
DRAW = "def draw(values):\n    figure, axes = plt.subplots()\n    axes.plot(values)\n    return figure\n"
ANSWER = "Every value counts the same, so one of them can move it anywhere."


def make(root: Path) -> Path:
    """The course in `root`, not released yet."""
    from autograder.model.templates import text

    folder = write(root, "small", TABLE, LESSON, CHECKS, MISTAKES)
    (root / "nbgrader_config.py").write_text(text("publish", "course/nbgrader_config.py"), encoding="utf-8")
    (folder / "mean.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return root


def write(root: Path, lesson: str, table: str, cells: str, checks: str, mistakes: str) -> Path:
    """A course in `root` with one lesson, and limits and data as here: the lesson's folder."""
    head = (ROOT / "grading.toml").read_text(encoding="utf-8").partition("[assignments.")[0]
    (root / "assignments").mkdir(parents=True)
    (root / "grading.toml").write_text(head + table, encoding="utf-8")
    (root / "assignments" / "data").symlink_to(ROOT / "assignments" / "data")
    folder = root / "reference" / lesson
    folder.mkdir(parents=True)
    for name, content in ((lesson, cells), ("checks", checks), ("mistakes", mistakes)):
        (folder / f"{name}.py").write_text(content, encoding="utf-8")
    return folder


def submit(
    root: Path,
    student: str,
    cells: Mapping[str, str],
    stamp: str = "",
    change=lambda notebook: None,
    lesson: str = "small",
) -> Path:
    """Hand in the release with some cells filled in; `change` does the rest to the notebook."""
    notebook = json.loads((root / f"assignments/{lesson}/{lesson}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = cells.get(grade_id(cell), cell["source"])
    change(notebook)
    folder = root / "submitted" / student / lesson
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{lesson}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    if stamp:
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    return path


def nbgrader(root: Path, *arguments: str, status: int | None = 0) -> warm.Done:
    """nbgrader in the course folder: it must end with `status`, if given."""
    variables = {"JUPYTER_CONFIG_DIR": str(root / ".jupyter")}
    return warm.run(warm.command("nbgrader", *arguments), root, variables, status=status)


QUERY = """
select sa.student_id, bc.name, g.auto_score, g.manual_score, g.needs_manual_grade, a.name
from grade g join base_cell bc on bc.id = g.cell_id join submitted_notebook sn on sn.id = g.notebook_id
join submitted_assignment sa on sa.id = sn.assignment_id join assignment a on a.id = sa.assignment_id order by 1, 2
"""


def ask(root: Path, query: str) -> list[tuple]:
    """What the grade book answers to a query, or has changed by it."""
    with sqlite3.connect(root / "gradebook.db") as book:
        return book.execute(query).fetchall()


def give(root: Path, student: str, cell: str, points: float) -> None:
    """Points of a person's, as nbgrader's formgrader enters them."""
    ask(
        root,
        f"update grade set manual_score = {points}, needs_manual_grade = 0 where id in (select g.id from grade g "
        "join base_cell b on b.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        f"where s.student_id = '{student}' and b.name = '{cell}')",
    )


def grades(root: Path, assignment: str = "small") -> dict[str, dict[str, tuple]]:
    """The grade book: by student and cell, (automatic score, a person's score, whether it waits for one)."""
    found: dict[str, dict[str, tuple]] = {}
    for student, cell, auto, manual, waits, name in ask(root, QUERY):
        if name == assignment:
            found.setdefault(student, {})[cell] = (auto, manual, bool(waits))
    return found
