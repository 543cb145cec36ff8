"""What a student's page shows, drawn from the report and its pictures."""

import base64
from collections.abc import Mapping
from typing import Any

from autograder.feedback import charts
from autograder.feedback.message import common
from autograder.model import calibration, text
from autograder.model.course import Assignment
from autograder.model.marks import Result
from autograder.model.pictures import fits, kind
from autograder.model.report import ExerciseReport

AROUND = 2

FIRST = ("error", "fail", "blocked", "todo", "manual", "pass")  # what is to be mended stands first


def feedback_facts(result: Result, assignment: Assignment, figures: Mapping[str, bytes]) -> dict[str, Any]:
    """The variables of feedback.html.j2."""
    judged = sorted(result.exercises, key=lambda one: FIRST.index(one.outcome))
    outcomes = [one.outcome for one in judged]
    return {
        "result": result,
        "report": result.report,
        "title": assignment.title,
        "exercises": [
            {
                "judged": one,
                "report": one.found,
                "same": common(one.found),
                "lines": lines_pointed_at(one.found),
                "figures": _figures(one.found, figures),
                "wrong": any(image["found"] != image["expected"] for image in one.found.shown),
                **_training(one.found, assignment),
            }
            for one in judged
        ],
        "open": outcomes.count("fail") + outcomes.count("blocked"),
        "todo": outcomes.count("todo"),
    }


def _training(exercise: ExerciseReport, assignment: Assignment) -> dict[str, dict[str, str] | None]:
    """How the student's training went and what it reached, as charts with a sentence each, beside the reference's."""
    charts_shown: dict[str, dict[str, str] | None] = {"loss": None, "reached": None}
    known = calibration.load(assignment).get(exercise.name)
    training = exercise.training
    if training is not None:
        told = f"Your loss over {training.steps:,} steps"
        if known and known.losses:
            told += f", on the band of the reference's {len(known.values)} seeds ({known.losses.steps:,} steps)"
        charts_shown["loss"] = {"svg": charts.loss_curve(training, known.losses if known else None), "told": f"{told}."}
    threshold = next((e.threshold for e in assignment.exercises if e.name == exercise.name), None)
    measured = [check.measured for check in exercise.checks if check.measured is not None]
    if measured and threshold is not None:
        told = f"You reached {measured[-1]:.3f}; {threshold:g} is needed"
        others = list(known.values.values()) if known else []
        if others:
            told += (
                f"; each stroke is one of the reference's {len(others)} seeds, {min(others):.3f} to {max(others):.3f}"
            )
        charts_shown["reached"] = {"svg": charts.reached(measured[-1], threshold, others), "told": f"{told}."}
    return charts_shown


def places(exercise: ExerciseReport) -> set[int]:
    """The lines of the student's code that something is said of."""
    said = {line for check in exercise.checks for line in (check.line, *(one.line for one in check.diagnoses))}
    return {line for line in said if 0 < line <= len(text.lines(exercise.source))}


def lines_pointed_at(exercise: ExerciseReport) -> list[tuple[int, str, bool]]:
    """The student's own lines around those that messages point at: number, text, and whether it is the one meant."""
    source, meant = text.lines(exercise.source), places(exercise)
    shown = sorted({n for m in meant for n in range(max(1, m - AROUND), min(len(source), m + AROUND) + 1)})
    return [(n, source[n - 1], n in meant) for n in shown]


def _figures(exercise: ExerciseReport, figures: Mapping[str, bytes]) -> list[str]:
    """The exercise's pictures as data URLs."""
    pictures = dict.fromkeys(figures[name] for name in exercise.figures if name in figures)
    return [f"data:image/{kind(data)};base64,{base64.b64encode(data).decode()}" for data in pictures if fits(data)]
