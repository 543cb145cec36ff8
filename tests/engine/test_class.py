"""The sample class, graded by the real command: the exact outcome of every exercise of every submission."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.model.reports import read_report
from tests.conftest import CLASS, ROOT

EXPECTED = json.loads((CLASS / "expected.json").read_text(encoding="utf-8"))


def test_every_submission_gets_a_report_and_nothing_of_ours_failed(graded_class):
    assert sorted(path.parent.name for path in graded_class.glob("*/lenet5_mnist.json")) == sorted(EXPECTED)
    assert len(EXPECTED) >= 16


@pytest.mark.parametrize("student", sorted(EXPECTED))
def test_each_exercise_comes_out_exactly_so(graded_class, student):
    report = read_report(graded_class / student / "lenet5_mnist.json")
    found = {exercise.name: exercise.outcome for exercise in report.exercises}
    wanted = EXPECTED[student]
    assert found == wanted["outcomes"]
    assert report.status == wanted["status"]
    assert report.score == wanted["score"]
    named = sorted({check.mistake for exercise in report.exercises for check in exercise.checks if check.mistake})
    assert named == sorted(wanted["mistakes"])


def test_the_table_shows_everyone_and_says_where_the_reports_are(graded_class):
    printed = (graded_class.parent / "stdout").read_text()
    for student in EXPECTED:
        assert student[:12] in printed
    assert f"{len(EXPECTED)} reports in {graded_class}" in printed


def test_an_unchanged_submission_is_skipped_and_a_changed_one_graded_again(graded_class, autograder, started, tmp_path):
    submitted = tmp_path / "submitted"
    for student in ("王小明", "Jean-Luc Moreau"):
        shutil.copytree(CLASS / "submitted" / student, submitted / student)
        shutil.copytree(graded_class / student, tmp_path / "out" / student)
    told_imports = {"PYTHONPROFILEIMPORTTIME": "1"}
    again = started("grade", tmp_path, "--out", tmp_path / "out", "--json", tmp_path / "run.json", env=told_imports)
    imported = {line.rpartition("|")[2].strip() for line in again.stderr.splitlines() if line.startswith("import time")}
    assert "autograder.batch.classrun" in imported
    assert not imported & {"torch", "numpy", "pytest"}
    assert "2 unchanged, not graded again" in again.stdout
    told = json.loads((tmp_path / "run.json").read_text())
    assert told["schema"] == "autograder/grade/1"
    assert (told["totals"]["submissions"], told["totals"]["unchanged"]) == (2, 2)
    for row in told["submissions"]:
        assert json.loads(Path(row["report"]).read_text())["score"] == row["score"]
    (submitted / "Jean-Luc Moreau" / "lenet5_mnist" / "lenet5_mnist.ipynb").write_text("{}")
    changed = autograder("grade", tmp_path, "--out", tmp_path / "out")
    assert "1 unchanged" in changed.stdout


def test_the_same_submission_gives_the_same_bytes_but_for_seconds(graded_class, autograder, tmp_path):
    student = "אביגיל כהן"
    run = autograder("grade", CLASS / "submitted" / student / "lenet5_mnist" / "lenet5_mnist.ipynb", "--out", tmp_path)
    first, second = (read_report(folder / student / "lenet5_mnist.json") for folder in (graded_class, tmp_path))
    assert replace(first, seconds={}).to_json() == replace(second, seconds={}).to_json()
    assert "Hint:" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "nowhere is not there"),
        ((ROOT / "docs",), "holds no notebook"),
        ((CLASS, "--assignment", "lenet5"), "Did you mean `lenet5_mnist`"),
        ((CLASS, "--device", "tpu"), "'tpu' is not one of 'cpu', 'cuda'"),
        ((CLASS, "--seed", "x"), "expected a whole number or `secret`"),
    ],
)
def test_a_wrong_command_is_answered_with_the_remedy(autograder, tmp_path, arguments, said):
    run = autograder("grade", *arguments, "--out", tmp_path, status=2)
    assert said in run.said
