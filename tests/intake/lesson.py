"""A small lesson with each kind of exercise: functions, values that a cell computes on demand, an answer in words."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from hostile import course as tiny
from nbgrader.preprocessors import ComputeChecksums

from autograder.grading.recording import record as recorded
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model.course import Course
from autograder.runner.pool import Zygote
from tests.sample_class import grade_id

NAME = "short"
EXERCISES = """
[assignments.short]
title = "Short"

[assignments.short.exercises.evens]
checks = { counts_the_even_ones = 2 }

[assignments.short.exercises.halve]
checks = { halves_them = 2 }

[assignments.short.exercises.history]
checks = { remembers_each_round = 2 }
defines = ["sums", "sizes"]
run = "on_demand"

[assignments.short.exercises.total]
checks = { adds_up = 1 }

[assignments.short.exercises.q_why]
manual = 1
"""

LESSON = '''\
# %% [markdown]
# # Numbers

# %% locked="setup"
import numpy as np
import torch

rounds = 3

# %% exercise="evens"
def evens(numbers):
    """How many of the numbers are even."""
    ### BEGIN SOLUTION
    return int((numbers % 2 == 0).sum())
    ### END SOLUTION

# %% exercise="halve"
def halve(numbers):
    """Half of each number."""
    ### BEGIN SOLUTION
    return numbers / 2
    ### END SOLUTION

# %% explore=true
def doubled(numbers):
    """What halving undoes."""
    return numbers * 2


seen = doubled(halve(torch.ones(4)))

# %% [markdown]
# Halve `torch.ones(4)` as often as `rounds` says, and keep the sum and the size each time.

# %% exercise="history"
### BEGIN SOLUTION
sums, sizes, numbers = [], [], torch.ones(4)
for _ in range(rounds):
    numbers = halve(numbers)
    sums.append(float(numbers.sum()))
    sizes.append(len(numbers))
### END SOLUTION

# %% exercise="total"
### BEGIN SOLUTION
total = sum(range(5))
### END SOLUTION

# %% [markdown]
# Why do the sums get smaller?

# %% [markdown] written="q_why"
# Because each number is halved.

# %% [markdown]
# The end.
'''

CHECKS = '''\
"""What is graded in the short lesson."""

import torch

from autograder.authoring import agree, check, inputs, probe


@inputs
def numbers(rng):
    return torch.randint(0, 50, (40,), generator=rng)


@probe
def counted(lesson, numbers):
    return lesson.evens(numbers)


@probe
def halved(lesson, numbers):
    return lesson.halve(numbers)


@probe
def remembered(lesson):
    left = lesson.run("history", halve=lambda numbers: numbers - 1, rounds=2)
    return [list(left.sums), list(left.sizes)]


@probe
def added(lesson):
    return lesson.total


@check("evens")
def counts_the_even_ones(student, expected, numbers):
    """the even ones are counted"""
    agree(student(counted, numbers), expected(counted, numbers), "the count")


@check("halve")
def halves_them(student, expected, numbers):
    """each is halved"""
    agree(student(halved, numbers), expected(halved, numbers), "the halves")


@check("history")
def remembers_each_round(student, expected):
    """each round is remembered"""
    agree(student(remembered), expected(remembered), "sums and sizes")


@check("total")
def adds_up(student, expected):
    """the numbers are added up"""
    agree(student(added), expected(added), "the total")
'''
MISTAKES = '"""None are known."""\n'
SOLUTIONS = {
    "evens": "def evens(numbers):\n    return int((numbers % 2 == 0).sum())",
    "halve": "def halve(numbers):\n    return numbers / 2",
    "history": "sums, sizes, numbers = [], [], torch.ones(4)\nfor _ in range(rounds):\n    numbers = halve(numbers)\n"
    "    sums.append(float(numbers.sum()))\n    sizes.append(len(numbers))",
    "total": "total = sum(range(5))",
    "q_why": "Each number is half of what it was.",
}


def make(root: Path) -> Course:
    """The course in `root`, released, with its answers recorded."""
    head = tiny.GRADING.partition("[assignments.")[0].replace("memory_mb = 150", "memory_mb = 1500")
    for name, seconds in {"cell": 10, "probe": 2, "submission": 20}.items():  # enough on a busy machine
        head = re.sub(rf"(?m)^{name}_seconds = \d+$", f"{name}_seconds = {seconds}", head)
    texts = {
        "grading.toml": head + EXERCISES,
        f"reference/{NAME}/{NAME}.py": LESSON,
        f"reference/{NAME}/checks.py": CHECKS,
        f"reference/{NAME}/mistakes.py": MISTAKES,
        f"assignments/{NAME}/checks.py": CHECKS,
        "data/nothing": "",
    }
    tiny.write(root, texts)
    assignment = courses.load(root / "grading.toml").assignment(NAME)
    made = tiny.stubs(assignment)
    for cell in made.cells:
        if grade_id(cell) == "q_why":
            cell.source = "Your answer here."
    made, _ = ComputeChecksums().preprocess(made, {})
    nbformat.write(made, assignment.release / f"{NAME}.ipynb")
    return assignment.course


def record(course: Course, zygote: Zygote) -> None:
    """Record the right answers, as a release does."""
    assignment = course.assignment(NAME)
    answers = recorded(CheckSuite(assignment, course.public_seed), zygote)
    answers.save(assignment.release / courses.ANSWERS)


def filled(course: Course, answers: Mapping[str, str] = SOLUTIONS) -> dict:
    """The released notebook with answers in it, as data."""
    notebook = json.loads(course.assignment(NAME).released.read_bytes())
    for cell in notebook["cells"]:
        cell["source"] = answers.get(grade_id(cell), "".join(cell["source"]))
    return notebook
