"""A student's folder as `autograder release --to` makes it, and cells that a student could have written."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.authoring.declare import Cell
from autograder.ci import repository
from autograder.grading.suite import mistakes_of
from autograder.model import lessonfile
from autograder.model.course import Assignment, Course
from tests.sample_class import grade_id

NAME = "lenet5_mnist"


@pytest.fixture(scope="session")
def assignment(course: Course) -> Assignment:
    return course.assignment(NAME)


@pytest.fixture(scope="session")
def repo_files(assignment: Assignment) -> dict[str, bytes]:
    return repository.student([assignment])


@pytest.fixture
def repo(repo_files: dict[str, bytes], tmp_path: Path) -> Path:
    """A student repository without the kit's own copy: the kit under test is the one that is installed."""
    folder = tmp_path / "repo"
    repository.write(
        folder, {name: data for name, data in repo_files.items() if not name.startswith("kit/autograder/")}
    )
    return folder


@pytest.fixture(scope="session")
def wrong(assignment: Assignment) -> dict[str, str]:
    """The cell of each known mistake, by its name."""
    return {m.name: m.change(Cell(lessonfile.solution(assignment, m.exercise))) for m in mistakes_of(assignment)}


@pytest.fixture(scope="session")
def solved(assignment: Assignment) -> dict[str, str]:
    """The solved cell of each exercise, by its name."""
    return {e.name: lessonfile.solution(assignment, e.name) for e in assignment.exercises if e.manual is None}


def fill(notebook: Path, cells: dict[str, str]) -> None:
    """Write `cells` into the exercise cells of a notebook, as a student would."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code" and grade_id(cell) in cells:
            cell["source"] = cells[grade_id(cell)].splitlines(keepends=True)
    notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")


def start_of(folder: Path) -> ModuleType:
    """The `start.py` of a repository, as a module."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lend(folder: Path, python: str = f'exec {sys.executable} "$@"') -> None:
    """Put a made environment into a repository whose Python does `python`: by default it is the one of these tests."""
    place = folder / ".venv/bin/python"
    place.parent.mkdir(parents=True)
    place.write_text(f"#!/bin/sh\n{python}\n")
    place.chmod(0o755)
    (folder / ".venv/ready").write_text(start_of(folder).state())
