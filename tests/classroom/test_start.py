"""`python3 start.py` on machines of many kinds: what stands in the way is said before anything is made."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.ci import repository
from tests import warm
from tests.student.conftest import lend, start_of

NO_VENV = """
import importlib.util, runpy, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "ensurepip" else found(name, *more)
sys.argv = ["start.py"]
runpy.run_path("start.py", run_name="__main__")
"""


@pytest.fixture
def folder(repo_files: dict[str, bytes], tmp_path: Path) -> Path:
    repository.write(tmp_path / "repo", repo_files)
    return tmp_path / "repo"


@pytest.fixture
def start(folder: Path) -> ModuleType:
    return start_of(folder)


def test_a_python_without_venv_is_told_what_to_install(folder: Path) -> None:
    done = warm.run([sys.executable, "-c", NO_VENV], folder, status=2)
    assert f"sudo apt-get install python3.{sys.version_info[1]}-venv" in done.stdout
    assert not (folder / ".venv").exists()


def test_other_machines_are_told_what_to_do(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert start.in_the_way() == ""
    with monkeypatch.context() as other:
        other.setattr(start.shutil, "disk_usage", lambda _: Free(1e9))
        assert "1.0 GB are free on this disk, and 2 are needed" in start.in_the_way()
    with monkeypatch.context() as other:
        other.setattr(start.sys, "platform", "darwin")
        other.setattr(start.platform, "machine", lambda: "x86_64")
        assert "Colab" in start.in_the_way()
    with monkeypatch.context() as other:
        other.setattr(start.os, "access", lambda *_: False)
        assert f"Nothing can be written in {start.HERE}: copy the repository" in start.in_the_way()
    with monkeypatch.context() as other:
        other.setattr(start.sys, "version_info", (3, 9, 1))
        assert "This is Python 3.9; the lesson needs 3.11 or newer" in start.in_the_way()


class Free:
    """A disk with so many bytes left."""

    def __init__(self, free: float) -> None:
        self.free = free


def test_a_failed_installation_says_what_helps(folder: Path) -> None:
    """Sizes are said before, pip's own lines are shown, and nothing is taken for ready."""
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "nowhere")}
    done = warm.run([sys.executable, "start.py"], folder, environment, status=1)
    assert "300 MB are fetched, 1.5 GB on the disk" in done.stdout
    assert "delete that file" in done.stdout
    assert not (folder / ".venv/ready").exists()


def test_it_opens_the_lesson_itself(folder: Path) -> None:
    """As root too, where JupyterLab would refuse."""
    lend(folder, 'echo "$@"')
    for words in ([], ["lenet5_mnist"]):
        done = warm.run([sys.executable, "start.py", *words], folder)
        assert "-m jupyterlab " in done.stdout
        assert "--LabApp.default_url=/lab/tree/lenet5_mnist/lenet5_mnist.ipynb" in done.stdout
        assert ("--allow-root" in done.stdout) == (os.geteuid() == 0)


def test_a_folder_that_was_moved_or_lost_its_python_is_told_or_mended(folder: Path, start: ModuleType) -> None:
    """Into one with a name of spaces and other letters, on a terminal that knows only ASCII."""
    lend(folder, 'echo "$@"')
    moved = folder.with_name("Übung 3 – 课程")
    folder.rename(moved)
    line = [sys.executable, "start.py", "check"]
    environment = {"PYTHONIOENCODING": "ascii"}
    assert warm.run(line, moved, environment).stdout == "-P -m autograder check\n"
    (moved / ".venv/bin/python").unlink()
    (moved / ".venv/bin/python").symlink_to(moved / "gone")
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "nowhere"}
    done = warm.run(line, moved, environment, status=1)
    assert "Making the environment" in done.stdout
    assert "Traceback" not in done.stderr
    assert (moved / ".venv/bin/python").exists()
    (moved / "kit/autograder/errors.py").write_text("# mended\n")
    assert start_of(moved).state() != start.state()  # another kit is installed anew
    shutil.rmtree(moved / "kit")
    (moved / "grading.toml").unlink()
    done = warm.run(line, moved, environment, status=2)
    assert done.stderr == ""
    assert "pyproject.toml, grading.toml cannot be found: take the whole repository" in done.stdout


def test_ctrl_c_is_for_what_is_shown(folder: Path) -> None:
    """It ends by itself, and says what it likes; nobody sees a traceback of start.py."""
    lend(folder, "trap 'echo bye; exit 3' INT; echo up; for i in $(seq 300); do sleep 0.1; done")
    line = [sys.executable, "start.py"]
    with subprocess.Popen(line, cwd=folder, stdout=-1, stderr=-1, text=True, start_new_session=True) as run:
        assert run.stdout.readline().startswith("Opening lenet5_mnist")
        assert run.stdout.readline() == "up\n"
        os.killpg(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=30)
    assert (run.returncode, out, err) == (3, "bye\n", "")


def test_old_pythons_can_read_it(repo_files: dict[str, bytes]) -> None:
    """Or they could not say that they are too old."""
    import ast

    ast.parse(repo_files["start.py"], feature_version=(3, 7))


def test_its_page_tells_of_vscode_colab_and_handing_in(repo_files: dict[str, bytes], assignment) -> None:
    page = repo_files["README.md"].decode()
    for words in (
        "**In VS Code.**",
        "**In Colab.**",
        "%pip install -q ../kit",
        "## Hand in",
        f"{assignment.points:g} |",
    ):
        assert words in page
    assert "--extra-index-url" in repo_files["pytorch-cpu.txt"].decode()
    assert "nbgrader" not in repo_files["kit/pyproject.toml"].decode()
