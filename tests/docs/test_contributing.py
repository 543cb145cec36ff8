"""CONTRIBUTING typed as it stands: its checks, mistakes and table make an assignment that is released and proved."""

import re
import shutil
from pathlib import Path

from autograder.model import lessonfile
from autograder.model.course import Course
from tests import warm
from tests.conftest import ROOT, Command
from tests.student.conftest import fill


def section(title: str) -> str:
    """A section of the page, unindented where it is a list."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.split(r"(?m)^## ", text.partition(f"## {title}\n")[2])[0]


def block(language: str, title: str) -> str:
    """The first block of a language in a section."""
    found = re.search(rf"^( *)```{language}\n(.*?)^ *```", section(title), re.DOTALL | re.MULTILINE)
    assert found, (language, title)
    return re.sub(rf"(?m)^{found[1]}", "", found[2])


def test_the_map_has_every_package_and_its_files_are_there() -> None:
    kit = ROOT / "autograder"
    packages = {path.name for path in kit.iterdir() if (path / "__init__.py").is_file()}
    assert packages - set(re.findall(r"(\w+)/", block("text", "Where things are"))) == set()
    for row in re.findall(r"(?m)^\| .* \| (.*`.*) \|$", section("Where things are")):
        folder = ROOT
        for name in re.findall(r"`([\w/]+(?:/|\.py))`", row):  # a name alone is beside the one before it
            places = [base / name for base in (folder, kit, ROOT) if (base / name).exists()]
            assert places, name
            folder = places[0] if name.endswith("/") else places[0].parent


def test_what_it_shows_to_ask_a_probe_does(course: Course, autograder: Command, tmp_path: Path) -> None:
    autograder("course", "init", tmp_path / "c", "--assignment", "lenet5_mnist", "--link-data", cwd=tmp_path)
    work = tmp_path / "c/submitted/ada/lenet5_mnist/lenet5_mnist.ipynb"
    work.parent.mkdir(parents=True)
    shutil.copy(course.assignment("lenet5_mnist").released, work)
    fill(work, {"count_samples": lessonfile.solution(course.assignment("lenet5_mnist"), "count_samples")})
    (tmp_path / "c/ask.py").write_text(block("python", "When something looks wrong"))
    done = warm.run(warm.command("ask"), tmp_path / "c", timeout=300)
    assert "landlock" in done.stdout


def test_what_the_page_shows_makes_an_assignment(autograder: Command, tmp_path: Path) -> None:
    course = tmp_path / "course"
    autograder("course", "init", course, "--assignment", "lenet5_mnist", "--link-data", cwd=tmp_path)
    commands = block("sh", "Adding an assignment").splitlines()
    assert commands == ["autograder assignment new means", "autograder release means", "autograder prove means"]
    for command in commands:
        done = autograder(*command.split()[1:], cwd=course)

    folder = course / "reference/means"
    (folder / "checks.py").write_text(block("python", "Adding a check to an exercise"))
    (folder / "mistakes.py").write_text(block("python", "Adding a mistake"))
    header = '# %% [markdown] written="q_outlier"'
    assert f"`{header}`" in section("Adding an assignment")
    with (folder / "means.py").open("a") as lesson:
        lesson.write(f"\n# %% [markdown]\n# Why?\n\n{header}\n# Because every value counts the same.\n")
    settings = (course / "grading.toml").read_text()
    own = re.compile(r"(?ms)^\[assignments\.means\].*?(?=^# \[policy\])")
    assert own.search(settings)
    (course / "grading.toml").write_text(own.sub(block("toml", "Adding an assignment"), settings))

    for command in commands[1:]:
        done = autograder(*command.split()[1:], cwd=course)
    assert "4 variants of 1 lesson tried, 0 faults." in done.stdout
    table = autograder("show", "means", cwd=course).stdout
    assert "is_the_mean: it is the mean, as a float" in table
    assert "q_outlier" in table

    (course / "tests/assignments/means/alternatives.py").unlink()
    alone = autograder("prove", "means", cwd=course)
    assert "no right solution in another style was tried" in alone.stdout
    nothing = autograder("calibrate", "means", cwd=course, status=2)
    assert "No exercise of means is trained to a `threshold`" in nothing.stderr

    checks = (folder / "checks.py").read_text()
    (folder / "checks.py").write_text(checks.replace("def is_the_mean", "def is_teh_mean"))
    misspelt = " ".join(autograder("release", "means", cwd=course, status=2).stderr.split())
    assert "reference/means/checks.py" in misspelt
    assert "unknown check `is_the_mean`. Did you mean `is_teh_mean`?" in misspelt
    (folder / "checks.py").write_text(checks.replace('"mean_of"', '"mean_off"'))
    misspelt = " ".join(autograder("release", "means", cwd=course, status=2).stderr.split())
    assert "Did you mean" in misspelt
