"""A tiny course in a folder of its own: two exercises, four points, secrets to steal and neighbours to harm."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.model import course as courses
from autograder.model import notebook
from autograder.publish import release

NAME = "tiny"
SECRET = "CANARY-7f3a91"
SOLUTIONS = {
    "double": "def double(numbers):\n    return 2 * numbers",
    "label_counts": "def label_counts(labels):\n    return [int((labels == k).sum()) for k in range(5)]",
}
WRONG = {
    "double": "def double(numbers):\n    return numbers * 0 + 1",
    "label_counts": "def label_counts(labels):\n    return [1, 1, 1, 1, 1]",
}

GRADING = """\
[course]
title = "Tiny"
public_seed = 1
data = "data"

[limits]
cell_seconds = 2
probe_seconds = 1
submission_seconds = 8
memory_mb = 150
scratch_mb = 8
file_mb = 4
answer_mb = 4
notebook_mb = 100
threads = 32
restarts = 3

[tolerances.cpu]
rtol = 1e-4
atol = 1e-5

[tolerances.cuda]
rtol = 1e-3
atol = 1e-4

[assignments.tiny]
title = "Two functions"

[assignments.tiny.exercises.double]
checks = { doubles_every_number = 2 }

[assignments.tiny.exercises.label_counts]
checks = { counts_each_label = 2 }
"""

LESSON = '''\
# %% locked="setup"
import numpy as np

# %% exercise="double"
def double(numbers):
    """Twice the numbers."""
    ### BEGIN SOLUTION
    return 2 * numbers
    ### END SOLUTION

# %% exercise="label_counts"
def label_counts(labels):
    """How often each of 0 to 4 occurs, as a list of five whole numbers."""
    ### BEGIN SOLUTION
    return [int((labels == k).sum()) for k in range(5)]
    ### END SOLUTION
'''

CHECKS = '''\
"""What is graded in tiny."""

import torch

from autograder.authoring import agree, check, inputs, probe


@inputs
def numbers(rng):
    return torch.randn(4, 3, generator=rng)


@inputs
def labels(rng):
    return torch.randint(0, 5, (50,), generator=rng)


@probe
def doubled(lesson, numbers):
    return lesson.double(numbers)


@probe
def counted(lesson, labels):
    return lesson.label_counts(labels)


@check("double")
def doubles_every_number(student, expected, numbers):
    """every number is doubled"""
    agree(student(doubled, numbers), expected(doubled, numbers), "the numbers")


@check("label_counts")
def counts_each_label(student, expected, labels):
    """each label is counted"""
    agree(student(counted, labels), expected(counted, labels), "the counts")
'''

MISTAKES = '''\
"""Known wrong turns of tiny."""

from autograder.authoring import mistake


@mistake("double", hint="What is two times three?")
def squares(cell):
    """numbers are squared, not doubled"""
    return cell.change("2 * numbers", "numbers * numbers")
'''


@dataclass(frozen=True)
class Places:
    """Where things are: the course, submissions, and a folder outside that nobody may touch."""

    root: Path
    submitted: Path
    canary: Path
    home: Path

    @property
    def course(self) -> courses.Course:
        return courses.load(self.root / courses.FILE)


def make(folder: Path) -> Places:
    """Write the course below `folder`, its release included."""
    places = Places(folder / "course", folder / "course" / "submitted", folder / "canary", folder / "home")
    texts = {
        "grading.toml": GRADING,
        "reference/tiny/tiny.py": LESSON,
        "reference/tiny/checks.py": CHECKS,
        "reference/tiny/mistakes.py": MISTAKES,
        "reference/tiny/answers.txt": SECRET,
        "gradebook.db": SECRET,
    }
    write(places.root, texts)
    for path in (places.root / "data", places.submitted, places.canary, places.home / ".ssh"):
        path.mkdir(parents=True, exist_ok=True)
    (places.home / ".ssh" / "id_ed25519").write_text(SECRET, encoding="utf-8")
    (places.canary / "untouched").write_text(SECRET, encoding="utf-8")
    assignment = places.course.assignment(NAME)
    write(assignment.release, {"checks.py": CHECKS})
    nbformat.write(stubs(assignment), assignment.release / f"{NAME}.ipynb")
    return places


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files below `folder`."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def stubs(assignment: courses.Assignment) -> nbformat.NotebookNode:
    """The lesson without its solutions, as nbgrader would make it, without the seconds that nbgrader takes."""
    made = release.source_notebook(assignment)
    for cell in made.cells:
        cell.source = re.sub(
            r"### BEGIN SOLUTION.*?### END SOLUTION", "raise NotImplementedError()", cell.source, flags=re.S
        )
    return made


def released(places: Places) -> dict:
    """The released notebook as data."""
    return json.loads(places.course.assignment(NAME).released.read_bytes())


def filled(release_notebook: Mapping, cells: Mapping[str, str], extra: Sequence[str] = ()) -> dict:
    """The released notebook with these exercise cells, and `extra` cells before the first exercise."""
    made = json.loads(json.dumps(release_notebook))
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in cells:
            cell["source"] = cells[name]
    own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made["cells"][1:1] = [{**own, "id": f"extra-{n}", "source": source} for n, source in enumerate(extra)]
    return made


def hand_in(places: Places, student: str, content: dict | bytes) -> Path:
    """Put a submission where nbgrader collects them; returns the notebook's path."""
    path = places.submitted / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def read(data: bytes) -> list[notebook.Cell]:
    """The cells that the engine finds in `data`, with the limits of the course."""
    return notebook.read(data, 100)
