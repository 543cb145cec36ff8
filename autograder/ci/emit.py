"""What each kind of CI reads: a summary, GitHub's annotations, classic Classroom's result, Classroom 50's. Pure."""

import base64
import json
import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from autograder.feedback import palette
from autograder.feedback.message import common
from autograder.model.report import ExerciseReport, Report

ANNOTATIONS = 10  # more of a kind are not shown by GitHub
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
    failed = [check for check in exercise.checks if check.unmet]
    if not failed:
        return []
    same = common(exercise)
    lines = [f"### {exercise.name}", "", *([safe(same.message), ""] if same else [])]
    for check in failed:
        lines += [f"- **{safe(check.description)}**  "] + [f"  {safe(check.message)}"] * (same is None)
        lines += [f"  <details><summary>Hint</summary>{safe(check.hint)}</details>"] if check.hint else []
    return [*lines, ""]


def code_lines(notebook: str) -> dict[str, int]:
    """The line of a notebook's file behind which each exercise's own code begins, a line each, as editors write it."""
    try:
        cells = json.loads(notebook)["cells"]
        marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        names = [str(mark.get("grade_id", "")) if mark.get("solution") else "" for mark in marks]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    begins = [n for n, line in enumerate(notebook.splitlines(), 1) if re.match(r'\s*"source": ?\[', line)]
    if len(begins) != len(cells):
        return {}
    return {name: n for name, n in zip(names, begins, strict=True) if name}


def annotations(report: Report, file: str, lines: Mapping[str, int]) -> list[str]:
    """Workflow commands, one a line: an error for each failed check where its code stands, a notice with the points."""
    points, most = total(report)
    made = [_command("notice", file, 1, report.assignment, f"{points:g} of {most:g} points")]
    failed = [(e, check) for e in report.exercises for check in e.checks if check.outcome in ("fail", "error")]
    for exercise, check in failed[:ANNOTATIONS]:
        line = lines[exercise.name] + max(check.line, 1) if exercise.name in lines else 1
        made.append(_command("error", file, line, f"{exercise.name}: {check.description}", check.message))
    return made


def _command(kind: str, file: str, line: int, title: str, message: str) -> str:
    return f"::{kind} file={_property(file)},line={line},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def classic(reports: Sequence[Report]) -> str:
    """The output `result` of a classic Classroom grader step: JSON in base64.

    Its reporter adds up points in one place and counts passed tests in another: with tests of equal weight both agree.
    """
    times = math.lcm(*map(factor, reports))
    tests = []
    for report in reports:
        before = f"{report.assignment}: " if len(reports) > 1 else ""
        for exercise, check in ((e, c) for e in checked(report) for c in e.checks):
            count, won = round(check.max_points * times), round(check.points * times)
            told = {"message": check.message, "test_code": "", "filename": "", "line_no": 0, "duration": 0}
            lost = "error" if check.outcome == "error" else "fail"
            for number in range(1, count + 1):
                part = f" ({number} of {count})" if count > 1 else ""
                name = f"{before}{exercise.name}: {check.description}{part}"
                status, score = ("pass", 1 / times) if number <= won else (lost, 0)
                tests.append({"name": name, "status": status, "score": score, "max_score": 1 / times, **told})
    statuses = {test["status"] for test in tests}
    status = next((s for s in ("error", "fail") if s in statuses), "pass")
    most = sum(total(report)[1] for report in reports)
    data = {"version": 1, "status": status, "max_score": most, "tests": tests}
    return base64.b64encode(json.dumps(data, ensure_ascii=True).encode()).decode()


NEEDED = {
    "classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG", "owner": "USERNAME",
    "commit": "COMMIT_URL", "release": "RELEASE_URL", "review": "REVIEW_URL",
}  # fmt: skip


def classroom50(report: Report, environment: Mapping[str, str], now: str) -> dict[str, Any]:
    """Classroom 50's result.json; `now` is UTC as 2026-01-31T12:00:00Z.

    Points are whole there: where checks give halves, all points are doubled, and the same for every student.
    """
    times = factor(report)
    tests = [
        {
            "test-name": f"{exercise.name}: {check.description}", "passed": check.outcome == "pass",
            "score": round(check.points * times), "max-score": round(check.max_points * times),
            "message": check.message,
        }
        for exercise in checked(report)
        for check in exercise.checks
    ]  # fmt: skip
    kind = environment.get("ASSIGNMENT_TYPE", "individual")
    return {
        "schema": "classroom50/result/v1",
        **{key: environment[name] for key, name in NEEDED.items()},
        "assignment_type": kind if kind in ("individual", "group") else "individual",
        "datetime": environment.get("SUBMITTED_AT") or now,
        "graded_at": now,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
        "submitted_by": {"username": environment.get("GITHUB_ACTOR") or environment["USERNAME"]},
    }
