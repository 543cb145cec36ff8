"""The small course, released through nbgrader once and copied for each module that changes it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.gradebook import small


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    """The process that commands are forked from ends with the tests."""
    yield
    small.WARM.stop()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course as `nbgrader generate_assignment` leaves it."""
    root = small.make(tmp_path_factory.mktemp("small") / "course")
    run = small.nbgrader(root, "generate_assignment", "small")
    assert run.returncode == 0, run.stderr
    return root


@pytest.fixture(scope="module")
def course_folder(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the released course, with its grade book and its recorded answers."""
    return copy_of(released, tmp_path_factory.mktemp("copy") / "course")


def copy_of(released: Path, root: Path) -> Path:
    """A course of its own."""
    shutil.copytree(released, root, symlinks=True)
    return root


@pytest.fixture(scope="session")
def autograder() -> Command:
    """The command, in a process that need not import torch again."""

    def run(*arguments: object, cwd: Path, env: dict | None = None) -> subprocess.CompletedProcess:
        return small.WARM.run("autograder", arguments, cwd, {"COLUMNS": "200", "NO_COLOR": "1", **(env or {})})

    return run
