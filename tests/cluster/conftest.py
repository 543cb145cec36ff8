"""Machines to grade on, and a tiny course: its reference where the command is, what it released elsewhere."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch.cluster.grader_process import MOST
from benchmarks import handed_in
from benchmarks.machines import Machines
from tests.conftest import Command, Once


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler without workers yet."""
    folder = tmp_path / "machines"
    folder.mkdir()
    running = Machines(folder)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def tiny(once: Once, tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> Path:
    """The course of the command: its reference, a class of eight, and the reports of the local pool in `local`."""

    def make(folder: Path) -> None:
        root = handed_in.tiny_course(folder / "course")
        autograder("release", "tiny", cwd=root)
        handed_in.tiny_class(root, 8)
        (root / "class-8" / "submitted" / "student-0007" / "tiny" / "tiny.ipynb").write_text("no notebook")
        os.truncate(root / "class-8" / "submitted" / "student-0006" / "tiny" / "tiny.ipynb", 3 * MOST // 2)
        loop = "while True:\n    pass"
        handed_in.change(root / "class-8" / "submitted" / "student-0005" / "tiny" / "tiny.ipynb", loop)
        grading = root / "grading.toml"
        grading.write_text(grading.read_text().replace("cell_seconds = 20", "cell_seconds = 1"))
        autograder("grade", "class-8", "--out", "local", cwd=root)

    copy = tmp_path_factory.mktemp("tiny") / "course"
    shutil.copytree(once("tiny", make) / "course", copy, symlinks=True)
    return copy


@pytest.fixture(scope="session")
def elsewhere(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What another machine has of it: grading.toml and assignments/, no reference, no submissions."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(tiny / "grading.toml", folder)
    shutil.copytree(tiny / "assignments", folder / "assignments", symlinks=True)
    return folder
