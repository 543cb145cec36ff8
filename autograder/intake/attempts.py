"""Which of several notebooks that one person handed in for one lesson is graded: the last that has anything in it."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

from autograder.intake.archive import Item
from autograder.intake.platforms import attachment, by_pattern
from autograder.intake.whose import AGAIN, lesson_called, stem
from autograder.model import notebook
from autograder.model.course import Assignment, Course
from autograder.model.files import read_bytes
from autograder.model.report import Note
from autograder.model.text import clean

Heap = TypeVar("Heap")
MOST_LOOKED = 20  # of one person: to read a notebook that is made for it takes seconds


def in_order(found: list[tuple[Heap, str, Item]], course: Course, name: str) -> list[tuple[Heap, str, Item]]:
    """Attempts at the lesson called `name`, the one that is graded last."""
    if len(found) < 2:
        return found
    assignment = course.assignments[name]
    released: set[str] = set()
    if assignment.released.is_file():
        released = {"", *(cell.source.strip() for cell in notebook.release_cells(assignment))}
    ranked = sorted(found, key=lambda one: _rank(one[1], one[2], course))
    last = sorted(ranked[-MOST_LOOKED:], key=lambda one: _begun(one[2], assignment, released))
    return [*ranked[:-MOST_LOOKED], *last]


def _begun(item: Item, assignment: Assignment, released: set[str]) -> bool:
    """Whether a notebook has anything in it that the release has not: who hands in both means this one."""
    try:
        cells = notebook.read(read_bytes(item.path or Path()), assignment.limits.notebook_mb)
    except notebook.Unreadable:
        return not released
    return not released or any(cell.source.strip() not in released for cell in cells)


def _rank(own: str, item: Item, course: Course) -> tuple[str, bool, int, int, float, str]:
    """The order of several attempts: a platform's time, what is called like the assignment, the number behind the name,
    the file's own time."""
    again = AGAIN.search(PurePosixPath(own).stem)
    number = int(again[1] or again[2]) if again else 0
    found = by_pattern(item.name)
    called = bool(lesson_called(stem(PurePosixPath(own)), course))
    return item.told, called, attachment(found[0].who) if found else 0, number, item.when, own


def notes(called: Sequence[str]) -> tuple[Note, ...]:
    """What is said where there are several: the one that is graded is called last."""
    *others, graded = called
    if not others:
        return ()
    said = ", ".join(f"`{clean(name, 100)}`" for name in others[:10])
    return (Note("attempt", f"`{clean(graded, 100)}` was graded; {said} {'was' if len(others) == 1 else 'were'} not."),)
