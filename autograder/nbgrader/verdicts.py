"""A report as nbgrader's cells and comments show it. Pure; whatever a student had a hand in is escaped."""

import base64
import copy
import re
from collections.abc import Mapping
from typing import Any

from autograder.feedback.message import prose
from autograder.feedback.palette import SIGNS
from autograder.model.notebook import CHECK_SUFFIX
from autograder.model.number import counted
from autograder.model.report import CheckReport, ExerciseReport, Report

_CODE = re.compile(r"`([^`\n]+)`")
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


def with_verdicts(notebook: Any, report: Report, figures: Mapping[str, bytes]) -> Any:
    """`notebook` with each check cell's output: points as its result, the verdict in HTML, figures as PNG."""
    notebook = copy.deepcopy(notebook)
    exercises = {exercise.name + CHECK_SUFFIX: exercise for exercise in report.exercises}
    told = False
    for cell in notebook.cells:
        exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if exercise is not None and cell.cell_type == "code":
            cell.outputs = _outputs(exercise, figures, () if told else _remarks(report))
            told = True
    return notebook


def _outputs(exercise: ExerciseReport, figures: Mapping[str, bytes], remarks: tuple[str, ...]) -> list[Any]:
    """nbgrader takes the first execute_result as the score: it comes first, and there is one."""
    from nbformat.v4 import new_output

    data = {"text/plain": f"{exercise.points:g}", "text/html": page_of(exercise, remarks)}
    outputs = [new_output("execute_result", data=data, execution_count=None)]
    for name in exercise.figures:
        if name in figures:
            picture = base64.b64encode(figures[name]).decode("ascii")
            outputs.append(new_output("display_data", data={"image/png": picture, "text/plain": "the figure drawn"}))
    return outputs


def _remarks(report: Report) -> tuple[str, ...]:
    late = report.late or {}
    about = (f"Late: {counted(late['penalty'], 'point is', 'points are')} taken off.",) if late.get("penalty") else ()
    return tuple(text for text in (report.message, *(note.text for note in report.notes), *about) if text)


def page_of(exercise: ExerciseReport, remarks: tuple[str, ...] = ()) -> str:
    """One exercise's verdict as HTML: points, then each check with its message and hint."""
    lines = [f"<p><b>{exercise.points:g} of {counted(exercise.max_points, 'point')}</b></p>", "<ul>"]
    lines += [_line(check) for check in exercise.checks]
    lines.append("</ul>")
    lines += [f"<p>{_text(remark)}</p>" for remark in remarks]
    return "\n".join(lines)


def _line(check: CheckReport) -> str:
    line = f"<li>{SIGNS[check.outcome]} {_text(check.description)} ({check.points:g} of {check.max_points:g})"
    if check.message and check.outcome != "pass":
        line += f"<br>{_text(check.message)}"
    if check.hint:
        line += f"<br><i>Hint: {_text(check.hint)}</i>"
    return line + "</li>"


def _text(text: str) -> str:
    return prose(text).replace("\n", "<br>")


def comments(report: Report) -> dict[str, str | None]:
    """nbgrader's automatic comment for each exercise's own cell, in Markdown; None where there is nothing to say."""
    return {exercise.name: _comment(exercise) for exercise in report.exercises if exercise.outcome != "manual"}


def _comment(exercise: ExerciseReport) -> str | None:
    unmet = [check for check in exercise.checks if check.unmet and check.message]
    lines = [_markdown(c.message) + (f" Hint: {_markdown(c.hint)}" if c.hint else "") for c in unmet]
    if exercise.outcome == "todo":
        message = next((check.message for check in exercise.checks if check.message), "")
        lines.append(_markdown(message) or "Not done yet.")
    return "\n\n".join(dict.fromkeys(lines)) or None


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is, code spans aside: every other sign that could mean something is escaped."""
    parts = _CODE.split(text.replace("\n", " "))
    return "".join(f"`{part}`" if index % 2 else _SIGN.sub(r"\\\1", part) for index, part in enumerate(parts))
