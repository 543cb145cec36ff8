"""What a student's page shows, drawn from the report and the pictures beside it."""

import base64
import re
from pathlib import Path
from typing import Any

from autograder.config import Assignment
from autograder.report import ExerciseReport, Report

_PLACE = re.compile(r"at line (\d+) of the cell `([^`]+)`")
AROUND = 2
PNG = b"\x89PNG"


def feedback_facts(report: Report, assignment: Assignment, folder: Path) -> dict[str, Any]:
    """The variables of feedback.html.j2."""
    return {
        "report": report,
        "title": assignment.title,
        "exercises": [
            {"report": exercise, "lines": lines_pointed_at(exercise), "figures": _figures(exercise, report, folder)}
            for exercise in report.exercises
        ],
        "open": sum(exercise.outcome in ("fail", "blocked") for exercise in report.exercises),
        "todo": sum(exercise.outcome == "todo" for exercise in report.exercises),
        "public": f"autograder check {report.assignment}.ipynb",
    }


def lines_pointed_at(exercise: ExerciseReport) -> list[tuple[int, str, bool]]:
    """The student's own lines around those that messages point at: number, text, and whether it is the one meant."""
    source = exercise.source.splitlines()
    meant = {
        int(number)
        for check in exercise.checks
        for number, cell in _PLACE.findall(check.message)
        if cell == exercise.name and 0 < int(number) <= len(source)
    }
    shown = sorted({n for m in meant for n in range(max(1, m - AROUND), min(len(source), m + AROUND) + 1)})
    return [(n, source[n - 1], n in meant) for n in shown]


def _figures(exercise: ExerciseReport, report: Report, folder: Path) -> list[str]:
    """The exercise's pictures as data URLs."""
    found = []
    for name in exercise.figures:
        path = folder / report.assignment / Path(name).name
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if data.startswith(PNG):
            found.append(f"data:image/png;base64,{base64.b64encode(data).decode()}")
    return list(dict.fromkeys(found))
