"""Which lesson a notebook is of, told by the ids of its cells, else by what it defines; its bytes as a submission."""

import contextlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from autograder.intake.modules import Found, with_modules
from autograder.model import notebook
from autograder.model.arrange import arrange
from autograder.model.course import Assignment, Course
from autograder.model.files import read_bytes
from autograder.model.notebook import Cell, Submission

_ID = re.compile(rb'"grade_id"\s*+:\s*+"([^"\\]{1,200})"')
_DEFINES = re.compile(rb'\b(?:def|class) (\w{1,100})\b|["\s](\w{1,100}) = ')
FEW = 2


def lessons(data: bytes, course: Course) -> dict[str, int]:
    """How many exercises of each lesson a notebook has, the most first; looked for in the text, which is not parsed."""
    for pattern in (_ID, _DEFINES):
        found = {one[one.lastindex or 0].decode(errors="replace") for one in pattern.finditer(data)}
        names = {n: {name for e in a.exercises for name in (e.name, *e.names)} for n, a in course.assignments.items()}
        if counts := +Counter({lesson: len(found & mine) for lesson, mine in names.items()}):
            break
    return dict(counts.most_common())


def lesson_at(path: Path, course: Course) -> str:
    """The lesson that a notebook has most of; empty when none, or two alike, or when it cannot be read."""
    with contextlib.suppress(notebook.Unreadable):  # whoever reads it says so
        most = list(lessons(read_bytes(path), course).items())[:2]
        return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else ""
    return ""


def another_lesson(data: bytes, assignment: Assignment) -> str:
    """A sentence when a notebook is plainly that of another lesson than `assignment`; else empty."""
    counts = lessons(data, assignment.course)
    best = next(iter(counts), "")
    if not best or assignment.name in counts or counts[best] < FEW:
        return ""
    return f"This is the notebook of `{best}`, and `{assignment.name}` is asked for: hand in that one."


def read_in(data: bytes, beside: Found, released: Sequence[Cell], assignment: Assignment) -> Submission:
    """The submission that `data` is, its cells in order, with the modules `beside` it that it uses.

    Raises notebook.Unreadable when it is no notebook, or another lesson's.
    """
    if other := another_lesson(data, assignment):
        raise notebook.Unreadable(other)
    cells = notebook.read(data, assignment.limits.notebook_mb)
    return with_modules(arrange(cells, released, assignment), beside, assignment)
