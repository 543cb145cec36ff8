"""An instructor's sixth assignment: a folder and a table, nothing else, and everything works for it."""

import json
import shutil

import pytest

from autograder.grading.recorded import RecordedAnswers
from tests.conftest import ROOT
from tests.gradebook import small

LESSON = '''
# %% [markdown]
# # Means

# %% locked="setup"
import torch

from autograder import check

# %% exercise="mean_of"
def mean_of(values):
    """The mean of a 1-D tensor, a float."""
    ### BEGIN SOLUTION
    return values.mean().item()
    ### END SOLUTION

# %% exercise="centred"
def centred(values):
    """`values` less their mean."""
    ### BEGIN SOLUTION
    return values - mean_of(values)
    ### END SOLUTION

# %% [markdown]
# Why does a mean hide an outlier?

# %% [markdown] written="q_outlier"
# Because every value counts the same.
'''

CHECKS = '''
import torch

from autograder.authoring import agree, check, inputs, probe


@inputs
def values(rng):
    """Seven numbers."""
    return torch.randn(7, generator=rng)


@probe
def mean_found(lesson, values):
    """What the student's function makes of `values`."""
    return lesson.mean_of(values)


@check("mean_of")
def is_the_mean(student, expected, values):
    """it is the mean, as a float"""
    agree(student(mean_found, values), expected(mean_found, values), what="the mean")


@probe
def centred_values(lesson, values):
    """What the student's function makes of `values`."""
    return lesson.centred(values)


@check("centred", needs="mean_of")
def is_centred(student, expected, values):
    """the mean is taken off"""
    agree(student(centred_values, values), expected(centred_values, values), what="the centred values")
'''

MISTAKES = '''
from autograder.authoring import change, mistake, mistakes, row


@mistake("mean_of", hint="By what is the sum divided?")
def sum_for_mean(cell):
    """the sum is returned, not the mean"""
    return cell.change("values.mean()", "values.sum()")


@mistake("mean_of", hint="What does `.item()` do?")
def tensor_for_number(cell):
    """a tensor is returned where a number is asked"""
    return cell.without("return").change('a float."""', 'a float."""\\n    return values.mean()')


CENTRED = mistakes("centred",
    row("mean_added", "the mean is added, not taken off", change("values - ", "values + ")),
    hint="What is left when the mean is added?",
)
'''

TABLE = """
[assignments.means]
title = "Means"

[assignments.means.exercises.mean_of]
checks = { is_the_mean = 2 }

[assignments.means.exercises.centred]
checks = { is_centred = 1 }

[assignments.means.exercises.q_outlier]
manual = 1
"""


@pytest.fixture(scope="module")
def means(tmp_path_factory, autograder):
    """A course of its own with the sixth assignment, released."""
    root = tmp_path_factory.mktemp("course")
    small.write(root, "means", TABLE, LESSON, CHECKS, MISTAKES)
    autograder("release", "means", cwd=root)
    return root


def test_right_wrong_and_untouched_submissions_are_told_apart(means, autograder):
    centred = "def centred(values):\n    return values - mean_of(values)"
    right = {"mean_of": "mean_of = lambda values: float(sum(values) / len(values))", "centred": centred}
    wrong = {"mean_of": "def mean_of(values):\n    return sum(values).item()", "centred": centred}
    for student, cells in (("right", right), ("wrong", wrong), ("untouched", {})):
        small.submit(means, student, cells, lesson="means")
    autograder("grade", "submitted", cwd=means)
    reports = {
        name: json.loads((means / "reports" / name / "means.json").read_text())
        for name in ("right", "wrong", "untouched")
    }
    assert [reports[name]["score"] for name in ("right", "wrong", "untouched")] == [3, 0, 0]
    check = reports["wrong"]["exercises"][0]["checks"][0]
    assert check["mistake"] == "sum_for_mean"
    assert check["message"].startswith("The mean is 7 times the right one; 7 is how many entries it was given.")
    assert "The sum is returned, not the mean." in check["message"]
    assert check["hint"] == "By what is the sum divided?"
    waiting = reports["wrong"]["exercises"][1]
    assert waiting["outcome"] == "blocked"
    assert waiting["checks"][0]["message"] == "This waits for `mean_of`: make that pass first."
    assert reports["wrong"]["status"] == "graded"
    assert reports["untouched"]["exercises"][0]["outcome"] == "todo"
    assert reports["right"]["exercises"][2]["outcome"] == "manual"


def test_the_release_holds_no_solution(means):
    text = (means / "assignments" / "means" / "means.ipynb").read_text(encoding="utf-8")
    assert "NotImplementedError" in text
    assert "values.mean()" not in text
    assert "every value counts" not in text
    assert 'check(\\"mean_of\\")' in text
    recorded = (means / "assignments" / "means" / "expected.safetensors").read_bytes()
    assert b"cell.change" not in recorded


def test_it_can_be_proved_and_a_broken_check_is_found(means, autograder):
    autograder("prove", "means", cwd=means)
    checks = means / "reference" / "means" / "checks.py"
    unjudged = CHECKS.replace("    agree(", "    (lambda *a, **k: None)(", 1)
    checks.write_text(unjudged.replace(', needs="mean_of"', ""), encoding="utf-8")
    broken = autograder("prove", "means", cwd=means, status=1)
    assert "no mistake fails the check `mean_of.is_the_mean`" in broken.said
    assert "mistake `sum_for_mean`: `centred` comes out as fail, not pass" in broken.said
    assert "is not what the reference gives now" in broken.said
    autograder("release", "means", "--check", cwd=means, status=1)
    checks.write_text(CHECKS, encoding="utf-8")
    autograder("release", "means", "--check", cwd=means)


def test_recorded_answers_are_stale_when_what_records_them_has_changed(means, started, tmp_path):
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    recorded = means / "assignments" / "means" / "expected.safetensors"
    before = recorded.read_bytes()

    def digest() -> bytes:
        return RecordedAnswers.load(recorded).provenance["recorder_sha256"].encode()

    def changed(name: str, *command: str, status: int = 0):
        path = tmp_path / "autograder" / name
        path.write_text(path.read_text(encoding="utf-8") + "# otherwise\n", encoding="utf-8")
        return started(*command, cwd=means, env={"PYTHONPATH": str(tmp_path)}, status=status)

    check = ("release", "means", "--check")
    changed("grading/verdict.py", *check)  # has no part in them
    stale = changed("authoring/networks.py", *check, status=1)
    assert "expected.safetensors was recorded by another version of autograder.authoring" in stale.said
    changed("authoring/networks.py", "release", "means")
    after, theirs = recorded.read_bytes(), digest()
    recorded.write_bytes(before)
    assert theirs != digest()
    assert after.replace(theirs, digest()) == before  # the same answers give the same file


def test_show_lists_checks_points_and_limits(means, autograder):
    run = autograder("show", "means", cwd=means)
    assert "2   is_the_mean: it is the mean" in run.stdout
    assert "it is the mean, as a float" in run.stdout
    assert "4 points in all. A submission may use 120 s, 2000 MB" in " ".join(run.stdout.split())
