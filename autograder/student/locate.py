"""Which assignment a student is working on: told from the folder, as a student would tell it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.intake.lesson import lesson_at
from autograder.model import course as courses
from autograder.model.course import ANSWERS, Assignment


def assignment_at(folder: Path, course: courses.Course | None = None) -> Assignment:
    """The assignment of `folder`: by the folder's name, by being the only one, or by its recorded answers.

    Raises UserError when none of them tells.
    """
    folder = folder.resolve()
    course = course or courses.find(folder)
    for place in (folder, *folder.parents):
        if place.name in course.assignments:
            return course.assignments[place.name]
        if place == course.root:
            break
    if len(course.assignments) == 1:
        return next(iter(course.assignments.values()))
    if (folder / ANSWERS).is_file():
        from autograder.grading.recorded import RecordedAnswers

        return course.assignment(RecordedAnswers.load(folder / ANSWERS).provenance.get("assignment", ""))
    known = ", ".join(course.assignments)
    raise UserError(f"Which assignment is {folder}? Work in the folder of one of them: {known}.")


def notebook_at(path: Path | None, course: courses.Course | None = None) -> tuple[Assignment, Path]:
    """The assignment and the notebook that `path` (a notebook, a folder, or nothing: the current folder) stands for.

    Raises UserError when there is no notebook, or several.
    """
    path = (path or Path.cwd()).absolute()
    if path.suffix == ".ipynb":
        if not path.is_file():
            raise UserError(f"{path} is not there. Name the notebook that you work in.")
        course = course or courses.find(path.parent)
        if path.stem in course.assignments:
            return course.assignments[path.stem], path
        told = lesson_at(path, course)
        return course.assignments[told] if told else assignment_at(path.parent, course), path
    if not path.is_dir():
        raise UserError(f"{path} is neither a notebook nor a folder. Name the .ipynb file that you work in.")
    course = course or courses.find(path)
    try:
        assignment = assignment_at(path, course)
    except UserError:
        assignment = None
    if assignment is not None:
        for folder in (path, assignment.release):
            if (file := folder / f"{assignment.name}.ipynb").is_file():
                return assignment, file
    found = sorted(path.glob("*.ipynb")) or sorted(
        file for one in course.assignments.values() for file in one.release.glob("*.ipynb")
    )
    if len(found) == 1:
        return assignment or notebook_at(found[0], course)[0], found[0]
    there = ", ".join(str(file.relative_to(path) if file.is_relative_to(path) else file) for file in found) or "none"
    raise UserError(f"Which notebook? Name it at the end of the command. There: {there}.")


def folder_of_kernel(namespace: Mapping[str, Any]) -> Path:
    """The folder of the notebook whose namespace this is: what the editor says, else the current folder."""
    told = namespace.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or ""
    folder = Path(str(told)).parent
    return folder if told and folder.is_absolute() and folder.is_dir() else Path.cwd()
