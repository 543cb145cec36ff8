"""Course folders: every lesson released through nbgrader; the Gradescope bundle set up and run as Gradescope does."""

import json
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest

from autograder.grading.recorded import RecordedAnswers
from autograder.model import course as courses
from autograder.publish.instructor import pictures_in, source_notebook
from tests import warm
from tests.conftest import ROOT
from tests.gradebook import small
from tests.gradebook.conftest import copy_of

NAMES = list(courses.load(ROOT / courses.FILE).assignments)


@pytest.fixture(scope="module")
def whole(tmp_path_factory, autograder):
    """A course with all lessons of this repository."""
    root = tmp_path_factory.mktemp("whole") / "course"
    autograder("course", "init", root, "--link-data", "--course", ROOT, cwd=root.parent)
    return root


def test_commands_work_in_a_new_course(whole, course, autograder):
    run = autograder("show", "training_loop", cwd=whole)
    assert {path.name for path in whole.iterdir()} >= {
        "grading.toml", "nbgrader_config.py", "reference", "assignments", "submitted", ".gitignore"
    }  # fmt: skip
    run = autograder("course", "init", whole, cwd=whole, status=2)
    assert "is not an empty folder" in run.stderr


def test_nbgrader_releases_every_assignment_byte_for_byte(whole, course):
    for name in course.assignments:
        small.nbgrader(whole, "generate_assignment", name, "--force")
        for path in sorted(course.assignment(name).release.iterdir()):
            if path.is_file() and path.suffix != ".safetensors":
                assert (whole / "assignments" / name / path.name).read_bytes() == path.read_bytes(), path


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_goes_through_nbgrader(whole, course, name):
    """The solved lesson gets all points that a machine gives, the untouched one none, and both get their feedback."""
    lesson = course.assignment(name)
    for student, notebook in (("solved", source_notebook(lesson)), ("stub", nbformat.read(lesson.released, 4))):
        folder = whole / "submitted" / student / name
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")
    for command in ("autograde", "generate_feedback"):
        small.nbgrader(whole, command, name)
    book = small.grades(whole, name)
    for exercise in lesson.exercises:
        if exercise.manual is None:
            assert book["solved"][f"{exercise.name}_check"] == (exercise.points, None, False)
            assert book["stub"][f"{exercise.name}_check"] == (0, None, False)
        else:
            assert book["solved"][exercise.name] == (None, None, True)
            assert book["stub"][exercise.name] == (0, None, False)
    page = (whole / f"feedback/stub/{name}/{name}.html").read_text(encoding="utf-8")
    assert page.count("not begun") >= 1
    for picture in pictures_in(lesson.release):
        assert (whole / f"feedback/stub/{name}/{picture.name}").read_bytes() == picture.read_bytes()


def test_a_course_of_one_assignment_has_only_its_tables(tmp_path, released, autograder):
    text = (
        released / "grading.toml"
    ).read_text() + '\n[assignments.other]\ntitle = "Other"\n[policy.deadlines]\nsmall = 2027-01-01T00:00:00Z\n'
    from autograder.publish.kit import tables_of

    assert "other" not in tables_of(text, {"small"})
    assert "small = 2027" in tables_of(text, {"small"})
    assert "policy" not in tables_of(text, {"small"}, policy=False)
    run = autograder(
        "course", "init", tmp_path / "one", "--assignment", "nothing", "--course", released, cwd=tmp_path, status=2
    )
    assert "unknown assignment `nothing`" in run.stderr


@pytest.fixture(scope="module")
def box(released, tmp_path_factory, autograder):
    """What Gradescope's image is after setup.sh; packages come from here, not from the network."""
    root = tmp_path_factory.mktemp("box")
    autograder("bundle", "gradescope", "small", "--to", root / "bundle.zip", cwd=released)
    with zipfile.ZipFile(root / "bundle.zip") as archive:
        archive.extractall(root / "source")
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111
    text = "\n".join(modes)
    assert "reference/" not in text
    assert "mistakes.py" not in text
    packages = Path(distribution("torch").locate_file("")).resolve()
    environment = {"AUTOGRADER_ROOT": str(root), "PYTHON": sys.executable}
    offline = {
        "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": str(packages),
    }  # fmt: skip
    line = ["bash", str(root / "source/setup.sh")]
    warm.run(line, root, {**environment, **offline})
    mine = next((root / "venv").glob("lib*/python*/site-packages"))
    for entry in packages.iterdir():  # what pip would have downloaded; the sandbox shows nothing outside of the venv
        if not (mine / entry.name).exists() and "autograder" not in entry.name:
            link = ["cp", "-al", str(entry), str(mine)]
            if subprocess.run(link, capture_output=True, check=False).returncode:
                subprocess.run(["cp", "-a", str(entry), str(mine)], check=True)
    return root, environment


@pytest.mark.long  # where temporary files are on another disk, all packages are copied
@pytest.mark.parametrize(("source", "points"), [(small.WRONG, 0.5), (None, None)])
def test_the_gradescope_bundle_grades(box, released, tmp_path, source, points):
    root, environment = box
    folder = root / "submission"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if source is not None:
        path = small.submit(copy_of(released, tmp_path / "course"), "gradescope", {"mean_of": source})
        (folder / "my work (2).ipynb").write_bytes(path.read_bytes())
    run = warm.run(["bash", root / "source/run_autograder"], root, environment, status=None)
    data = json.loads((root / "results/results.json").read_text())
    if points is None:
        assert data["score"] == 0
        assert "There is no notebook in the submission" in data["output"]
    else:
        assert data["tests"][0]["score"] == points, run.stderr
        assert "By what is the sum divided?" in data["tests"][0]["output"]


@pytest.mark.long
def test_a_bundle_is_not_won_with_what_is_published(box, released, tmp_path):
    root, environment = box
    published = RecordedAnswers.load(released / "assignments/small/expected.safetensors").expected[
        "mean_of.is_the_mean"
    ]
    assert list((root / "source/course/.autograder/papers").iterdir())
    assert (root / "source/course/.autograder").stat().st_mode & 0o077 == 0
    learnt = f"def mean_of(values):\n    return {published[0]!r} if len(values) else 0.0\n"
    path = small.submit(copy_of(released, tmp_path / "course"), "gradescope", {"mean_of": learnt})
    folder = root / "submission"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / "work.ipynb").write_bytes(path.read_bytes())
    warm.run(["bash", root / "source/run_autograder"], root, environment)
    data = json.loads((root / "results/results.json").read_text())
    assert data["tests"][0]["score"] == 0.5
    assert "not for marks" not in data["output"]
