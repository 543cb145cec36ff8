"""The wheel alone, in an environment of its own: it starts a course and a lesson, and shows its solutions to nobody."""

import os
import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests import warm
from tests.conftest import ROOT

PARTS = ("autograder", "reference", "assignments", "tests/assignments")
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "grading.toml", "constraints.txt")
PEEK = """
from autograder.authoring import probe

@probe
def outcome(lesson):
    return lesson.outcome
"""
SPY = f"""
from autograder.model import course as courses
from autograder.model.cells import RunCell
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Question
from autograder.runner.session import Session

path = str(courses.own_folder() / "reference/lenet5_mnist/lenet5_mnist.py")
cell = RunCell("spy", f'''
import nbformat  # what lies beside it is there
try:
    outcome = open({{path!r}}).read()[:9]
except OSError as error:
    outcome = "cannot be read"
''', (), 9)
course = courses.find()
for without in ((), ("mounts",)):
    with Zygote(course, without=without, thorough=False) as zygote:
        with Session(zygote, course.assignment("lenet5_mnist").limits, [cell], {PEEK!r}) as session:
            print("mounts" in session.layers, session.ask(Question("outcome", seconds=9)))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what the repository tracks."""
    folder = tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / "kit" / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / "kit" / name)
    line = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*line, "-w", folder, folder / "kit"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel, and this one's packages in the place of a download."""
    folder = tmp_path_factory.mktemp("environment") / "venv"  # open to other users, unlike the folder around it
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    mine = next(folder.glob("lib/python*/site-packages"))
    line = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", mine, wheel]
    subprocess.run(line, check=True, timeout=300)
    packages = Path(distribution("torch").locate_file("")).resolve()
    entries = [path for path in packages.iterdir() if not (mine / path.name).exists() and "autograder" not in path.name]
    link = ["cp", "-al", *map(str, entries), str(mine)]
    if subprocess.run(link, capture_output=True, check=False).returncode:  # another disk
        subprocess.run(["cp", "-a", *link[2:]], check=True)
    return folder


@pytest.fixture(scope="module")
def command(environment: Path):
    """Run Python in that environment, with nothing of the repository on its path."""

    def run(*arguments: object, cwd: Path, status: int = 0) -> warm.Done:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # nbgrader calls `alembic` by name
        variables = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
        variables |= {"PATH": path, "COLUMNS": "200", "NO_COLOR": "1"}
        line = [environment / "bin/python", *map(str, arguments)]
        done = subprocess.run(line, cwd=cwd, env=variables, capture_output=True, text=True, timeout=300, check=False)
        return warm.ended(done, status)

    return run


def test_it_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (place,) = [name for name in names if name.endswith("METADATA")]
        facts = HeaderParser().parsestr(archive.read(place).decode())
    assert facts["Author"] == "The autograder-kit authors"
    assert facts["License-Expression"] == "MIT"
    assert "Typing :: Typed" in facts.get_all("Classifier")
    assert "autograder/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    for_students = " ".join(line for line in facts.get_all("Requires-Dist") if "extra ==" not in line)
    for package in ("nbgrader", "jupytext", "jupyterlab", "ruff", "mypy", "distributed", "selenium"):
        assert package not in for_students
    assert not [name for name in names if "__pycache__" in name or ".ipynb_checkpoints" in name]


def test_it_starts_a_course_and_a_lesson(command, tmp_path: Path) -> None:
    """From an empty folder to one lesson with its data alone, and to one of one's own that is released and proved."""
    course = tmp_path / "ml"
    done = command("-m", "autograder", "course", "init", course, "--assignment", "lenet_fashion", cwd=tmp_path)
    assert "a course of 1 assignment." in done.stdout
    there = {path.name for path in course.iterdir()}
    assert there >= {"README.md", "requirements.txt", ".gitignore", "grading.toml", "nbgrader_config.py", "submitted"}
    assert [path.name for path in (course / "reference").iterdir()] == ["lenet_fashion"]
    assert {path.name for path in (course / "assignments").iterdir()} == {"lenet_fashion", "data"}
    assert {path.name for path in (course / "assignments/data").iterdir()} == {"FashionMNIST", "README.md"}
    assert "lenet_fashion" in (course / "README.md").read_text()
    assert "autograder-kit[instructor]==" in (course / "requirements.txt").read_text()

    for words in ("assignment new two_layers", "release two_layers", "prove two_layers", "show two_layers"):
        done = command("-m", "autograder", *words.split(), cwd=course)
        if words.startswith("prove"):
            assert "4 variants of 1 lesson tried, 0 faults." in done.stdout
    notebook = (course / "assignments/two_layers/two_layers.ipynb").read_text()
    assert "NotImplementedError" in notebook
    assert "values.mean()" not in notebook
    again = command("-m", "autograder", "assignment", "new", "two_layers", cwd=course, status=2)
    assert "has `two_layers` already" in again.stderr
    odd = command("-m", "autograder", "assignment", "new", "Two-Layers", cwd=course, status=2)
    assert "cannot be an assignment's id" in odd.stderr
    command("-m", "autograder", "release", "two_layers", "--to", tmp_path / "repo", cwd=course)
    assert not (tmp_path / "repo/kit/autograder/course").exists()  # no lesson of the wheel goes to students


def test_student_code_cannot_read_the_lessons_of_the_wheel(command, tmp_path: Path) -> None:
    """Neither behind mounts of its own, nor where Landlock alone keeps it out."""
    course = tmp_path / "ml"
    command("-m", "autograder", "course", "init", course, "--assignment", "lenet5_mnist", cwd=tmp_path)
    done = command("-c", SPY, cwd=course)
    assert done.stdout.splitlines() in (["True cannot be read", "False cannot be read"], ["False cannot be read"] * 2)


def test_what_an_extra_brings_is_named_where_it_is_missing(command, environment: Path, tmp_path: Path) -> None:
    """A student's environment has no nbgrader: what needs it says so in a sentence."""
    course = tmp_path / "ml"
    command("-m", "autograder", "course", "init", course, "--assignment", "lenet5_mnist", cwd=tmp_path)
    without = "import sys; sys.modules.update(nbgrader=None, jupytext=None); from autograder.cli.main import main; "
    done = command("-c", f"{without} sys.argv[1:] = ['release', 'lenet5_mnist']; main()", cwd=course, status=2)
    assert "pip install 'autograder-kit[grade]'" in done.stderr
    assert "Traceback" not in done.stderr
    command("-c", f"{without} sys.argv[1:] = ['show', 'lenet5_mnist']; main()", cwd=course)
