"""What a lesson says about points, thresholds and times is what grading.toml says."""

import re

import pytest

from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model import lessonfile
from tests.conftest import ROOT

HEAD = (ROOT / "grading.toml").read_text(encoding="utf-8").partition("[assignments.")[0]
TABLE = """
[assignments.means]
title = "Means"

[assignments.means.limits]
submission_seconds = 90

[assignments.means.exercises.mean_of]
checks = { is_the_mean = 1.5, is_a_float = 0.5 }
seconds = 40

[assignments.means.exercises.guess]
checks = { is_near = 1 }
threshold = 0.925

[assignments.means.exercises.q_outlier]
manual = 1
"""
CELLS = """
# %% exercise="mean_of"
text = "{points.mean_of}"

# %% exercise="guess"
guess = 0

# %% [markdown] written="q_outlier"
# It is worth {points.q_outlier}.
"""


def lesson_with(folder, prose: str, table: str = TABLE) -> courses.Assignment:
    """The assignment `means` in `folder`, whose lesson begins with `prose`."""
    (folder / "grading.toml").write_text(HEAD + table, encoding="utf-8")
    lesson = folder / "reference" / "means" / "means.py"
    lesson.parent.mkdir(parents=True, exist_ok=True)
    lesson.write_text(f"# %% [markdown]\n# {prose}\n{CELLS}", encoding="utf-8")
    return courses.load(folder / "grading.toml").assignment("means")


@pytest.mark.parametrize(
    ("prose", "read"),
    [
        ("{points.mean_of} of {points.total} points", "2 of 4 points"),
        ("share {threshold.guess}, or {percent.guess} %", "share 0.925, or 92.5 %"),
        ("{seconds.mean_of} s, {seconds.guess} s, {limits.submission_seconds} s", "40 s, 20 s, 90 s"),
        (r"$\frac{1}{N}\sum_{i=1}^{0.5} \text{a.} {x}$, `{}`", r"$\frac{1}{N}\sum_{i=1}^{0.5} \text{a.} {x}$, `{}`"),
    ],
)
def test_numbers_of_grading_toml_stand_in_the_text_a_student_reads(tmp_path, prose, read):
    cells = lessonfile.read(lesson_with(tmp_path, prose)).cells
    assert cells[0].source == read
    assert cells[-1].source == "It is worth 1."
    assert 'text = "{points.mean_of}"' in [cell.source for cell in cells], "code is not prose"


def test_another_number_in_grading_toml_is_another_text(tmp_path):
    changed = TABLE.replace("0.925", "0.8").replace("is_near = 1", "is_near = 7")
    cells = lessonfile.read(lesson_with(tmp_path, "{points.total}, {percent.guess} %", changed)).cells
    assert cells[0].source == "10, 80 %"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("points.mean_off", "points.mean_of"),
        ("point.guess", "points.guess"),
        ("threshold.gues", "threshold.guess"),
        ("limits.submision_seconds", "limits.submission_seconds"),
    ],
)
def test_an_unknown_number_is_named_with_the_file_and_the_nearest_one(tmp_path, wrong, near):
    assignment = lesson_with(tmp_path, f"worth {{{wrong}}}")
    said = f"means.py: unknown placeholder `{wrong}`. Did you mean `{near}`?"
    with pytest.raises(UserError, match=re.escape(said)):
        lessonfile.read(assignment)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('# %% exercise="guess"', '# %% exercize="guess"', "unknown marker `exercize`. Did you mean `exercise`?"),
        (
            "guess = 0",
            "### BEGIN SOLUTION\nguess = 0",
            "`guess`: ### BEGIN SOLUTION stands there once, ### END SOLUTION 0 times.",
        ),
        ('written="q_outlier"', "", "the lesson goes on with nothing, grading.toml with `q_outlier`."),
    ],
)
def test_a_slip_in_a_lesson_is_named(tmp_path, old, new, said):
    assignment = lesson_with(tmp_path, "")
    path = assignment.reference / "means.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=re.escape(said)):
        lessonfile.read(assignment)


def test_a_mistake_of_no_exercise_is_named(tmp_path):
    from autograder.grading.suite import mistakes_of  # needs torch

    assignment = lesson_with(tmp_path, "")
    text = 'from autograder.authoring import change, mistake\n\n\n@mistake("mean_off", hint="?")\ndef wrong(cell):\n'
    (assignment.reference / "mistakes.py").write_text(
        f'{text}    """it is wrong"""\n    return cell\n', encoding="utf-8"
    )
    said = "mistakes.py, in the mistake `wrong`: unknown exercise `mean_off`. Did you mean `mean_of`?"
    with pytest.raises(UserError, match=re.escape(said)):
        mistakes_of(assignment)


def test_no_lesson_writes_down_what_grading_toml_decides(course):
    for assignment in course.assignments.values():
        text = (assignment.reference / f"{assignment.name}.py").read_text(encoding="utf-8")
        for exercise in assignment.exercises:
            if exercise.threshold is not None:
                assert f"{{percent.{exercise.name}}}" in text
        assert "{points.total}" in text
