"""`autograder ci` in a clean folder with the variables that runners set: results, and submissions that fight back."""

import base64
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from autograder.ci import emit, repository
from autograder.model.report import CheckReport, ExerciseReport, Report
from tests import warm
from tests.conftest import Command
from tests.student.conftest import fill

SCHEMA = json.loads((Path(__file__).parent / "schemas/classroom50-result-v1.schema.json").read_text())
CLASSROOM50 = {
    "CLASSROOM": "ml-2026", "ASSIGNMENT": "lenet5_mnist", "SUBMISSION_TAG": "submit/ada-1", "USERNAME": "ada",
    "COMMIT_URL": "https://example.org/c", "RELEASE_URL": "https://example.org/r", "REVIEW_URL": "https://example.org/v",
}  # fmt: skip


def runner(folder: Path) -> dict[str, str]:
    """The variables of a step on GitHub Actions, within Classroom 50's runner."""
    folder.mkdir()
    for name in ("summary", "output", "env"):
        (folder / name).touch()
    return {
        "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_ENV": str(folder / "env"), "GITHUB_ACTOR": "ada", "CLASSROOM50_BUNDLE_DIR": str(folder), **CLASSROOM50,
    }  # fmt: skip


def commands(log: str) -> list[str]:
    """The lines of a log that the runner obeys."""
    obeyed, stopped = [], ""
    for line in log.splitlines():
        if stopped:
            stopped = "" if line.strip() == f"::{stopped}::" else stopped
        elif match := re.match(r"\s*::stop-commands::(\S+)", line):
            stopped = match[1]
        elif re.match(r"\s*(::|##\[)", line):
            obeyed.append(line)
    return obeyed


def test_a_push_is_graded_and_told_to_all(repo: Path, tmp_path: Path, autograder: Command, solved, wrong) -> None:
    cells = {
        "count_samples": solved["count_samples"],
        "LeNet": solved["LeNet"],
        "train_one_epoch": wrong["no_zero_grad"],
    }
    fill(repo / "lenet5_mnist/lenet5_mnist.ipynb", cells)
    (repo / "result.json").write_text('{"score": 9999}')
    environment = runner(tmp_path / "runner")
    done = autograder("ci", cwd=repo, env=environment)

    result = json.loads((repo / "result.json").read_text())
    Draft202012Validator(SCHEMA).validate(result)
    assert (result["score"], result["max-score"]) == (13, 38)  # 6.5 of 19 points, doubled
    assert result["owner"] == "ada"
    body = (repo / "release-body.md").read_text()
    assert "2 times" in body
    page = (repo / "classroom50-release-assets/lenet5_mnist.html").read_text()
    assert "Gradients are never cleared" in page
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    assert "You reached" not in page  # nothing was trained
    assert page.count("<h1>") == 1

    summary = Path(environment["GITHUB_STEP_SUMMARY"]).read_text()
    assert summary.startswith("## 6.5 of 19 points: lenet5_mnist")
    assert "\\" not in summary  # hints stand in HTML, where nobody takes a backslash away
    assert "feedback/lenet5_mnist.html" in {str(path.relative_to(repo)) for path in repo.glob("feedback/*")}
    assert (repo / "feedback/summary.md").read_text() == summary
    assert (repo / "feedback/output.txt").read_text() == Path(environment["GITHUB_OUTPUT"]).read_text()
    assert "Gradients are never cleared" in summary
    assert "Where does a gradient go when the next batch arrives?" in summary

    (line,) = Path(environment["GITHUB_OUTPUT"]).read_text().splitlines()
    classic = json.loads(base64.b64decode(line.removeprefix("result=")))
    assert classic["version"] == 1
    assert classic["status"] == "fail"
    assert sum(test["score"] for test in classic["tests"]) == 6.5  # what the reporter's notice adds up
    passed = sum(test["status"] == "pass" for test in classic["tests"])
    assert passed / len(classic["tests"]) * classic["max_score"] == 6.5  # what its table counts
    assert {test["status"] for test in classic["tests"]} <= {"pass", "fail", "error"}

    told = commands(done.stdout)
    assert told[0].startswith("::notice file=lenet5_mnist/lenet5_mnist.ipynb,")
    (named,) = [line for line in told if "train_one_epoch" in line and "Gradients are never cleared" in line]
    at = int(re.search(r"line=(\d+),", named)[1])
    text = (repo / "lenet5_mnist/lenet5_mnist.ipynb").read_text()
    assert "def train_one_epoch" in "".join(text.splitlines()[at - 1 : at + 3])  # a line of the file, as GitHub counts

    for share, status in ((0.3, 0), (0.5, 1)):
        again = autograder("ci", "--fail-below", share, cwd=repo, env={"GITHUB_ACTIONS": "true"}, status=status)
    assert "6.5 of 19 points is less than the share of 0.5" in again.stderr


def test_what_no_runner_reads_is_told(repo: Path, autograder: Command) -> None:
    refused = autograder("ci", "--as", "classroom50", cwd=repo, status=2)  # before anything is graded
    assert refused.stdout == ""
    assert "Classroom 50 sets CLASSROOM, ASSIGNMENT, " in refused.stderr
    plain = autograder("ci", cwd=repo)
    assert "Nothing was written" in plain.stderr
    assert "--as names one: github, classic, classroom50, gradescope." in plain.stderr


def test_classroom_50_is_told_which_assignments_there_are(tmp_path: Path, course, autograder: Command) -> None:
    repository.write(tmp_path / "two", repository.student([*course.assignments.values()][:2]))
    environment = {**CLASSROOM50, "ASSIGNMENT": "lenet5_mnits"}
    refused = autograder("ci", "--as", "classroom50", cwd=tmp_path / "two", env=environment, status=2)
    assert "unknown assignment `lenet5_mnits`. " in refused.stderr
    assert "one assignment a repository" in refused.stderr
    assert refused.stdout == ""


TRAP = "import os, pathlib\nfor p in ({paths}):\n    pathlib.Path(p).write_text('trapped')\n"


def test_a_hostile_push_gets_nowhere(repo: Path, tmp_path: Path, solved) -> None:
    environment = runner(tmp_path / "runner")
    outside = tmp_path / "outside"
    outside.mkdir()
    precious = outside / "precious"
    precious.write_text("as it was")
    (repo / "result.json").symlink_to(precious)
    (repo / "classroom50-release-assets").symlink_to(outside)
    trap = tmp_path / "trapped"
    for name in ("conftest.py", "torch.py", "sitecustomize.py", "lenet5_mnist/conftest.py", "lenet5_mnist/numpy.py"):
        (repo / name).write_text(TRAP.format(paths=f"{str(trap)!r},"))
    attack = f"""
print("::error::forged"); print("::set-output name=result::forged"); print("##[error]forged", flush=True)
import os, sys, pathlib
for path in {[environment["GITHUB_OUTPUT"], environment["GITHUB_ENV"], str(repo / "result.json"), str(trap)]!r}:
    try:
        pathlib.Path(path).write_text("forged")
    except Exception:
        pass
try:
    os.write(1, b"::error::forged\\n"); os.write(2, b"::error::forged\\n")
except Exception:
    pass
def count_samples(dataset):
    raise ValueError("x\\n::set-env name=PATH::forged\\n::error::forged "
        "<img src=x onerror=alert(1)> @everyone [a](http://b)")
"""
    cells = {"count_samples": attack, "LeNet": solved["LeNet"]}
    fill(repo / "lenet5_mnist/lenet5_mnist.ipynb", cells)
    command = Path(sys.executable).with_name("autograder")  # as the workflow calls it: the checkout is not on its path
    done = warm.run([command, "ci"], repo, environment)
    assert not trap.exists()
    assert precious.read_text() == "as it was"
    assert list(outside.iterdir()) == [precious]
    result = json.loads((repo / "result.json").read_text())
    Draft202012Validator(SCHEMA).validate(result)
    assert result["score"] == 6  # LeNet's three points alone
    assert not (repo / "result.json").is_symlink()
    own = r"::error file=lenet5_mnist/lenet5_mnist\.ipynb,line=\d+,title=count_samples"
    assert not [line for line in commands(done.stdout) if "forged" in line and not re.match(own, line)]
    assert all(re.match(r"::(notice|error) file=", line) for line in commands(done.stdout))
    assert Path(environment["GITHUB_ENV"]).read_text() == ""
    (output,) = Path(environment["GITHUB_OUTPUT"]).read_text().splitlines()
    assert output.startswith("result=")
    for text in (Path(environment["GITHUB_STEP_SUMMARY"]).read_text(), (repo / "release-body.md").read_text()):
        assert "<img" not in text
        assert "@everyone" not in text
        assert "](http" not in text
    assert "<img src=x" not in (repo / "classroom50-release-assets/lenet5_mnist.html").read_text()


def test_gradescope_gets_its_file_and_strict_asks_for_everything(
    repo: Path, tmp_path: Path, autograder: Command, solved
) -> None:
    fill(repo / "lenet5_mnist/lenet5_mnist.ipynb", {"count_samples": solved["count_samples"]})
    environment = {"AUTOGRADER_RESULTS_FOLDER": str(tmp_path)}
    strict = autograder("ci", "--as", "gradescope", "--strict", cwd=repo, env=environment, status=1)
    assert strict.stderr == "Not everything passes, and --strict asks for that.\n"
    assert "  passes       count_samples\n  to do        samples_with_label\n" in strict.stdout
    results = json.loads((tmp_path / "results.json").read_text())
    assert results["score"] == 2
    assert results["stdout_visibility"] == "hidden"
    first, *others = results["tests"]
    assert (first["name"], first["status"], first["score"]) == ("count_samples", "passed", 2)
    assert {test["status"] for test in others} == {"failed"}
    assert not (repo / "result.json").exists()


@pytest.mark.parametrize("content", ["not a notebook", None])
def test_no_notebook_is_a_result_too(repo: Path, tmp_path: Path, autograder: Command, content: str | None) -> None:
    notebook = repo / "lenet5_mnist/lenet5_mnist.ipynb"
    notebook.unlink()
    if content is not None:
        notebook.write_text(content)
    environment = runner(tmp_path / "runner")
    autograder("ci", "--as", "classroom50", cwd=repo, env=environment)
    result = json.loads((repo / "result.json").read_text())
    Draft202012Validator(SCHEMA).validate(result)
    assert (result["score"], result["max-score"]) == (0, 38)
    assert "notebook" in (repo / "release-body.md").read_text() or "JSON" in (repo / "release-body.md").read_text()


def test_classroom_50_runs_its_bundle_on_any_checkout(assignment, tmp_path: Path, solved) -> None:
    bundle, checkout = tmp_path / "bundle", tmp_path / "checkout"
    files = repository.classroom50(assignment)
    assert sum(map(len, files.values())) < 10 << 20
    repository.write(bundle, files)
    assert not list(bundle.rglob("mistakes.py"))
    (checkout / "lenet5_mnist").mkdir(parents=True)
    notebook = checkout / "lenet5_mnist/lenet5_mnist.ipynb"
    notebook.write_bytes(files["lenet5_mnist/lenet5_mnist.ipynb"])
    fill(notebook, {"LeNet": solved["LeNet"]})
    trap = tmp_path / "trapped"
    (checkout / "autograder").mkdir()
    for name in ("autograder/__init__.py", "autograder/__main__.py", "torch.py", "pytest.py", "typer.py"):
        (checkout / name).write_text(TRAP.format(paths=f"{str(trap)!r},"))
    (checkout / "grading.toml").write_text("not even TOML [")  # the bundle's counts, not the student's
    environment = runner(tmp_path / "runner") | {"CLASSROOM50_BUNDLE_DIR": str(bundle), "AUTOGRADER_INSTALLED": "1"}
    warm.run([sys.executable, str(bundle / "autograder.py")], checkout, environment)
    assert not trap.exists()
    result = json.loads((checkout / "result.json").read_text())
    Draft202012Validator(SCHEMA).validate(result)
    assert result["score"] == 6


def report_of(message: str, points: float = 0.5) -> Report:
    check = CheckReport("a.b", "adds up", "fail", 0, points, message)
    exercise = ExerciseReport("a", "fail", 0, points, (check,))
    return Report("s", "x", 0, points, "graded", {}, {}, (exercise,))


@pytest.mark.parametrize("marks", ["yes", [1], {"solution": True, "grade_id": ["a"]}, {"solution": True}, None])
def test_marks_of_no_kind_leave_an_annotation_without_a_line(marks):
    text = json.dumps({"cells": [{"metadata": {"nbgrader": marks}, "source": ["x"]}]}, indent=1)
    assert "a" not in emit.code_lines(text)


@pytest.mark.parametrize(
    "message", ["a\n::error::b", "100%\r\n##[x]", "`</details>`<script>", "|a|b|", "![x](http://y)"]
)
def test_no_message_leaves_its_place(message: str) -> None:
    for line in emit.annotations(report_of(message), "n.ipynb", {"a": 7}):
        assert "\n" not in line
        assert "\r" not in line
    text = emit.markdown([report_of(message)])
    assert "<script>" not in text
    assert "![x](" not in text
    assert not re.search(r"(?m)^\s*(::|##\[)", text)


def test_what_all_checks_of_an_exercise_say_stands_once_in_the_summary() -> None:
    one = report_of("two figures are drawn")
    exercise = replace(one.exercises[0], checks=one.exercises[0].checks * 2)
    text = emit.markdown([replace(one, exercises=(exercise,))])
    assert text.count("wo figures are drawn") == 1
    assert text.count("**adds up**") == 2


def test_whole_points_for_all() -> None:
    assert emit.factor(report_of("", 0.5)) == 2
    assert emit.factor(report_of("", 2)) == 1
    assert emit.factor(report_of("", 0.25)) == 4


def test_a_missing_variable_is_named(repo: Path, tmp_path: Path, autograder: Command) -> None:
    environment = runner(tmp_path / "runner") | {"COMMIT_URL": ""}
    done = autograder("ci", "--as", "classroom50", cwd=repo, env=environment, status=2)
    assert "COMMIT_URL" in done.stderr
