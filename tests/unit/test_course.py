"""grading.toml: what is wrong in it is named, with the nearest right thing."""

import re
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.model import course as courses
from tests.conftest import ROOT

TEXT = (ROOT / "grading.toml").read_text(encoding="utf-8")


def load(tmp_path: Path, text: str) -> courses.Course:
    (tmp_path / "grading.toml").write_text(text, encoding="utf-8")
    return courses.load(tmp_path / "grading.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("public_seed = 2026", "public_sed = 2026", "unknown key `public_sed`. Did you mean `public_seed`?"),
        ("public_seed = 2026", "", r"the key `public_seed` is missing. Add `public_seed = …`."),
        ("cell_seconds = 20", 'cell_seconds = "20"', "`cell_seconds` is '20'. Expected a number, got text in quotes."),
        ("checks = { counts_the_images", "checks = [1] # {", "`checks` is [1]. Expected a table, got a list."),
        ("[tolerances.cuda]", "[tolerances.gpu]", "unknown device `gpu`"),
        ('run = "on_demand"', 'run = "never"', '`run` is \'never\', expected "always" or "on_demand"'),
        ("[course]", "[course", "not valid TOML"),
    ],
)
def test_a_wrong_key_is_named_with_its_file_and_the_nearest_known_one(tmp_path, old, new, said):
    assert old in TEXT
    with pytest.raises(UserError, match=re.escape(str(tmp_path / "grading.toml")) + ".*" + re.escape(said)):
        load(tmp_path, TEXT.replace(old, new, 1))


def test_an_exercise_has_checks_or_a_person_but_not_both(tmp_path):
    with pytest.raises(UserError, match="not both"):
        load(tmp_path, TEXT.replace("manual = 1", "manual = 1\nchecks = { a = 1 }", 1))


def test_everything_comes_from_the_file(tmp_path):
    course = load(tmp_path, TEXT.replace("threshold = 0.9 ", "threshold = 0.5 ", 1))
    exercise = course.assignment("lenet5_mnist").exercise("tuned_lenet")
    assert exercise.threshold == 0.5
    assert course.assignment("lenet5_mnist").points == 20
    with pytest.raises(UserError, match="Did you mean `lenet5_mnist`"):
        course.assignment("lenet5_mnst")
    with pytest.raises(UserError, match="Did you mean `LeNet`"):  # and not `tuned_lenet`
        course.assignment("lenet5_mnist").exercise("lenet")


def test_a_command_outside_a_course_says_where_to_go(started, tmp_path):
    run = started("show", "lenet5_mnist", cwd=tmp_path, status=2)
    assert "No grading.toml in" in run.stderr
    assert "--course" in run.stderr
