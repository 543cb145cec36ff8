"""The small course, released through nbgrader once and copied for each module that changes it."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Once
from tests.gradebook import small


@pytest.fixture(scope="session")
def released(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course as `nbgrader generate_assignment` leaves it: each worker has a copy."""

    def generate(folder: Path) -> None:
        small.nbgrader(small.make(folder / "course"), "generate_assignment", "small")

    return copy_of(once("small", generate) / "course", tmp_path_factory.mktemp("small") / "course")


@pytest.fixture(scope="module")
def course_folder(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the released course, with its grade book and its recorded answers."""
    return copy_of(released, tmp_path_factory.mktemp("copy") / "course")


def copy_of(released: Path, root: Path) -> Path:
    """A course of its own."""
    shutil.copytree(released, root, symlinks=True)
    return root
