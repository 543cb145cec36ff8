"""Which submissions a path holds: a notebook, a folder of notebooks, or an nbgrader tree."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.model import notebook
from autograder.model.course import Course
from autograder.model.files import read_bytes
from autograder.model.text import clean

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


@dataclass(frozen=True)
class SubmittedFile:
    """A submission to grade: whose it is, of which assignment, and the file that was handed in."""

    student: str
    assignment: str
    path: Path


def find(paths: Iterable[Path], course: Course, assignment: str | None) -> list[SubmittedFile]:
    """All submissions below `paths`, in the order of their paths; of one assignment if it is given.

    Raises UserError when a path is not there, holds nothing to grade, or its assignment cannot be told.
    """
    if assignment is not None:
        course.assignment(assignment)
    handed_in: list[SubmittedFile] = []
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UserError(
                f"{path} is not there. Name a notebook, a folder of notebooks, or an nbgrader folder `submitted`."
            )
        found = list(_below(path, course, assignment))
        if not found:
            raise UserError(f"{path} holds no notebook. Expected *.ipynb files, or folders STUDENT/ASSIGNMENT/.")
        handed_in += found
    seen: dict[tuple[str, str], SubmittedFile] = {}
    for submitted in handed_in:
        other = seen.setdefault((submitted.student, submitted.assignment), submitted)
        if other.path != submitted.path:
            raise UserError(
                f"{other.path} and {submitted.path} are both `{submitted.assignment}` of `{submitted.student}`. "
                "Grade them apart."
            )
    return list(seen.values())


def _below(path: Path, course: Course, wanted: str | None) -> Iterator[SubmittedFile]:
    if not path.is_dir():
        yield _single(path, course, wanted)
        return
    if (path / "submitted").is_dir():
        path = path / "submitted"
    for folder in sorted(path.glob("*/*/")):
        if (
            folder.name in course.assignments
            and (wanted in (None, folder.name))
            and not folder.parent.name.startswith(".")
        ):
            # a link could name another student's folder: as it is no file, it is reported as what it is
            yield SubmittedFile(
                _name(folder.parent.name), folder.name, folder if folder.is_symlink() else _notebook_of(folder)
            )
    for file in sorted(path.glob("*.ipynb")):
        yield _single(file, course, wanted)


def _notebook_of(folder: Path) -> Path:
    """The notebook of an nbgrader submission; where the name was changed, the only one there is."""
    expected = folder / f"{folder.name}.ipynb"
    others = sorted(folder.glob("*.ipynb"))
    return others[0] if not expected.exists() and len(others) == 1 else expected


def _single(path: Path, course: Course, wanted: str | None) -> SubmittedFile:
    path = path.absolute()
    in_tree = path.parent.name in course.assignments and path.parent.parent.parent.name == "submitted"
    student = path.parent.parent.name if in_tree else path.stem
    name = wanted or (path.parent.name if in_tree else _guess(path, course))
    return SubmittedFile(_name(student), name, path)


def _guess(path: Path, course: Course) -> str:
    """The assignment whose exercises the notebook has most of."""
    for name in (path.stem, path.parent.name):
        if name in course.assignments:
            return name
    if len(course.assignments) == 1:
        return next(iter(course.assignments))
    try:
        ids = {cell.grade_id for cell in notebook.read(read_bytes(path, 200), 200)}
    except notebook.Unreadable:
        ids = set()
    counts = {name: len(ids & {e.name for e in a.exercises}) for name, a in course.assignments.items()}
    best = max(counts, key=lambda name: counts[name], default="")
    if not best or not counts[best]:
        known = ", ".join(course.assignments)
        raise UserError(f"{path}: which assignment is this? Say so with --assignment ID. Known: {known}.")
    return best


def _name(text: str) -> str:
    """A student's name that is safe as the name of a folder."""
    name = _NOT_IN_NAMES.sub("_", clean(text, 200)).strip()
    return name if name.strip(".") else "_"
