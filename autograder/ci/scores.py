"""Reports as whole points and lines of Markdown: what every kind of CI needs. Pure."""

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from autograder.feedback import palette
from autograder.model.report import CheckReport, ExerciseReport, Report

SIGNS = {"pass": "✅", "fail": "🔶", "todo": "⬜", "blocked": "⏸️", "error": "⚠️", "manual": "✍️"}


def checked(report: Report) -> list[ExerciseReport]:
    """The exercises that are not left to a person."""
    return [exercise for exercise in report.exercises if exercise.outcome != "manual"]


def factor(report: Report) -> int:
    """The least number that makes the points of every check whole: what integers are multiplied by."""
    points = [Fraction(str(check.max_points)) for exercise in checked(report) for check in exercise.checks]
    return math.lcm(*(point.denominator for point in points)) if points else 1


def total(report: Report) -> tuple[float, float]:
    """Points earned and points that can be, without what a person gives."""
    return sum(e.points for e in checked(report)), sum(e.max_points for e in checked(report))


def safe(text: str) -> str:
    """Text of a student's making as inert Markdown on one line: no markup, links, images, mentions; `code` as code.

    Signs that mean something there become entities, which read the same in Markdown and within HTML.
    """
    text = re.sub(r"(?i)\b(https?|ftp|www)(?=[:.])", "\\1\u200b", " ".join(text.split()).replace("@", "@\u200b"))
    text = re.sub(r"[^\w\s.,:;?%/='’“”·…\u200b`-]", lambda sign: f"&#{ord(sign[0])};", text)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text.replace("_", "&#95;"))
    return text.replace("`", "&#96;")


def markdown(reports: Sequence[Report]) -> str:
    """The job summary: a table of exercises, then what did not pass with its message and hint."""
    lines: list[str] = []
    for report in reports:
        points, most = total(report)
        passed = sum(exercise.outcome == "pass" for exercise in checked(report))
        lines += [
            f"## {points:g} of {most:g} points: {report.assignment}",
            "",
            f"{passed} of {len(checked(report))} exercises pass. Asked with the public numbers: advice, not the grade.",
            "",
            "| | exercise | points |",
            "|---|---|---|",
        ]
        for exercise in report.exercises:
            word = palette.WORDS[exercise.outcome]
            earned = "a person" if exercise.outcome == "manual" else f"{exercise.points:g} / {exercise.max_points:g}"
            lines.append(f"| {SIGNS[exercise.outcome]} {word} | {exercise.name} | {earned} |")
        lines.append("")
        if report.message:
            lines += [safe(report.message), ""]
        for exercise in report.exercises:
            lines += _details(exercise)
        lines += [f"- {safe(note.text)}" for note in report.notes] + [""] * bool(report.notes)
    return "\n".join(lines) + "\n"


def _details(exercise: ExerciseReport) -> list[str]:
    failed = [check for check in exercise.checks if check.outcome in ("fail", "blocked", "error")]
    if not failed:
        return []
    lines = [f"### {exercise.name}", ""]
    for check in failed:
        lines += [f"- **{safe(check.description)}**  ", f"  {safe(check.message)}"]
        lines += [f"  <details><summary>Hint</summary>{safe(check.hint)}</details>"] if check.hint else []
    return [*lines, ""]


def failures(report: Report) -> list[tuple[ExerciseReport, CheckReport]]:
    """Each check that failed, with its exercise."""
    return [(e, check) for e in report.exercises for check in e.checks if check.outcome in ("fail", "error")]
