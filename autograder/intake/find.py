"""Which submissions a path holds: a notebook, a folder of notebooks, or an nbgrader tree."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.model import names, notebook
from autograder.model.course import Course
from autograder.model.files import first_link, read_bytes

_GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')


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
            place = first_link(folder, 1)
            handed_in = place if place.is_symlink() else _notebook_of(folder)
            yield SubmittedFile(names.student(folder.parent.name), folder.name, handed_in)
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
    return SubmittedFile(names.student(student), name, first_link(path, 2) if in_tree else path)


def _guess(path: Path, course: Course) -> str:
    """The assignment whose exercises the notebook has most of."""
    for name in (path.stem, path.parent.name):
        if name in course.assignments:
            return name
    if len(course.assignments) == 1:
        return next(iter(course.assignments))
    try:  # looked for in the text: what it would take to parse is not known yet
        most = max((a.limits.notebook_mb for a in course.assignments.values()), default=0)
        ids = {found.decode(errors="replace") for found in _GRADE_ID.findall(read_bytes(path, most))}
    except notebook.Unreadable:
        ids = set()
    counts = {name: len(ids & {e.name for e in a.exercises}) for name, a in course.assignments.items()}
    best = max(counts, key=lambda name: counts[name], default="")
    if not best or not counts[best]:
        known = ", ".join(course.assignments)
        raise UserError(f"{path}: which assignment is this? Say so with --assignment ID. Known: {known}.")
    return best
