"""The small course, released through nbgrader once and copied for each module that changes it."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.gradebook import small


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


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Callable[..., SimpleNamespace]:
    """The real command in this process, where it need not wait for torch again: what it said, and its status."""
    from autograder import cli

    def run(*arguments: object, cwd: Path) -> SimpleNamespace:
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=said.out, stderr=said.err)

    return run
