"""One style over all commands: help that is whole, JSON with a schema, tables that fit, any encoding, statuses."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.feedback import terminal
from autograder.model.course import Course
from autograder.model.marks import merge
from autograder.model.report import ExerciseReport, Report
from tests import warm
from tests.conftest import ROOT, Command

COMMANDS = (
    "", "check", "watch", "reset", "grade", "report", "feedback", "desk", "show", "release", "prove", "calibrate",
    "lessons", "doctor", "ci", "viva", "name",
    "course init", "assignment new", "gradebook sync", "export canvas", "export moodle", "export gradescope",
    "export nbgrader", "export csv", "bundle gradescope", "bundle classroom50", "cluster certificates",
)  # fmt: skip


def help_of(command: str) -> str:
    """What `-h` prints in 80 columns, without a process for each."""
    from typer.main import get_command
    from typer.testing import CliRunner

    from autograder.cli.main import app

    assert get_command(app())
    done = CliRunner().invoke(app(), [*command.split(), "-h"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_whole_and_fits(command: str) -> None:
    text = help_of(command)
    assert "..." not in re.sub(r"\[?[A-Z]+\]?\.\.\.", "", text), "a line of help is cut off"
    assert max(map(len, text.splitlines())) <= 80
    for section in re.findall(r"(?m)^\S*[Aa]rguments:\n((?:  .+\n)+)", text):
        assert re.findall(r"(?m)^  (\S+)\s*(?:\[|$)", section) == [], "an argument of which nothing is said"
    assert len(re.findall(r"(?m)^\S*[Aa]rguments:$", text)) <= 1
    for option in ("--course", "--json", "--device", "--sandbox", "--strict"):
        if option in text:  # the same words for the same option
            words = {
                "--course": "grading.toml", "--json": "`-` prints it", "--device": "cpu|cuda",
                "--sandbox": "full|reduced|none", "--strict": "unless everything passes",
            }  # fmt: skip
            assert words[option] in " ".join(text.split())


def test_no_command_is_missing_from_this_test_and_its_page() -> None:
    groups = [command.partition(" ")[0] for command in COMMANDS if command]
    named = re.findall(r"(?m)^  (\w+)  ", help_of("").partition("Commands:")[2])
    assert sorted(named) == sorted(set(groups))
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert [name for name in named if f"`{name}" not in page] == []


def test_version_and_completion(autograder: Command) -> None:
    assert re.fullmatch(r"autograder-kit [\d.]+\n", autograder("--version").stdout)
    asked = {"_AUTOGRADER_COMPLETE": "complete_bash", "COMP_WORDS": "autograder show len", "COMP_CWORD": "2"}
    line = [sys.executable, "-c", "import sys; sys.argv = ['autograder']; from autograder.cli.main import main; main()"]
    done = warm.run(line, ROOT, asked)
    assert {"lenet5_mnist", "lenet_fashion"} == set(done.stdout.split()), done.stderr


def test_show_fits_80_columns_and_tells_programs_the_same(autograder: Command, course: Course) -> None:
    done = autograder("show", "mlp_from_scratch", env={"COLUMNS": "80"})
    assert "…" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    told = json.loads(autograder("show", "mlp_from_scratch", "--json", "-").stdout)
    assert told["schema"] == "autograder/show/1"
    lesson = course.assignment("mlp_from_scratch")
    assert told["totals"]["points"] == lesson.points
    said = " ".join(done.stdout.split())
    for exercise in told["exercises"]:
        assert exercise["name"] in said
        for check in exercise["checks"]:
            assert f"{check['name']}: {check['description']}" in said


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_encoding_ends_in_a_traceback(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    for words in (("show", "lenet5_mnist"), ("show", "…"), ("grade", "nowhere·here")):
        line = [sys.executable, "-m", "autograder", *words]
        done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, check=False)
        assert done.returncode == (0 if words[1] == "lenet5_mnist" else 2)
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "lenet5"), "Did you mean `lenet5_mnist`?"),
        (("calibrat",), "No such command 'calibrat'. Did you mean 'calibrate'?\n"),
        (("ci", "--fail-below", "7"), "0<=x<=1"),
    ],
)
def test_a_wrong_command_is_status_2(autograder: Command, words: tuple[str, ...], said: str) -> None:
    assert said in autograder(*words, status=2).said + "\n"


@pytest.mark.parametrize(
    "line",
    [
        "release lenet5_mnist --to FILE",
        "course init FILE/x",
        "lessons --out FILE",
        "bundle classroom50 lenet5_mnist --to FILE",
    ],
)
def test_a_place_that_cannot_be_written_is_said(autograder: Command, tmp_path: Path, line: str) -> None:
    (tmp_path / "notes.txt").write_text("")
    done = autograder(*line.replace("FILE", str(tmp_path / "notes.txt")).split(), status=2)
    assert f"autograder: {tmp_path / 'notes.txt'}" in done.stderr
    assert "cannot be used (" in done.stderr


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    line = f'rmdir "$PWD"; exec {sys.executable} -m autograder check'
    done = warm.run(["sh", "-c", line], tmp_path, {"PYTHONPATH": str(ROOT)}, status=2)
    assert done.said == "autograder: The folder that this terminal is in has been removed or replaced: `cd` to it anew."


def printed(table: object) -> str:
    """What a terminal of 80 columns shows."""
    console = Console(width=80, file=io.StringIO(), no_color=True)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_class_fits_80_columns_whatever_its_names_and_states(course: Course) -> None:
    lesson = max(course.assignments.values(), key=lambda one: len(one.exercises))
    exercises = tuple(ExerciseReport(e.name, "pass", e.points, e.points) for e in lesson.exercises)
    name = "Maria José Ñáñez de la Vega y Castellanos"
    one = Report(name, lesson.name, 1, 30, "graded", {}, {"wall": 12.3}, exercises)
    reports = [
        one,
        replace(one, student="b", status="grader_error", late={"seconds": 9e5, "penalty": 3, "score": 17.5}),
    ]
    shown = printed(terminal.class_table([merge(report) for report in reports], lesson))
    assert "…" not in shown
    assert shown.count("✓") >= 2 * len(exercises)
    for part in ("grader", "_error", "250.0", "17.5", "Maria", "Castell", "anos"):  # folded, and nothing left out
        assert part in shown
    alone = printed(terminal.class_table([merge(one)], lesson))
    assert "status" not in alone  # nothing that is the same for all
    assert "12.3" in alone
    assert printed(terminal.changes_table([], 1)).strip() == "No score changes."
    numbers = terminal.exercise_key(lesson, 60).splitlines()[1:]
    assert max(map(len, numbers)) <= 60
    assert [name for line in numbers for name in re.split("   ", line)] == [
        f"{number} {exercise.name}" for number, exercise in enumerate(lesson.exercises, 1)
    ]


@pytest.mark.parametrize(
    "module", ["desk.routes", "feedback.viva.page", "feedback.pages", "export.scores", "batch.store"]
)
def test_what_only_shows_does_not_wait_for_torch(module: str) -> None:
    code = f"import sys, autograder.{module}; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
