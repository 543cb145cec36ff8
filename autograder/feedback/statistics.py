"""What a class's page shows: scores, exercises, mistakes, submissions that need a person, the leaderboard."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import StatisticsError, median
from statistics import correlation as pearson
from typing import Any
from urllib.parse import quote

from autograder.feedback.charts import histogram
from autograder.model import names
from autograder.model.course import Assignment
from autograder.model.report import Report

NEEDS_A_LOOK = {
    "unreadable": "cannot be read", "timeout": "ran out of time",
    "killed": "its process was ended, or used more than it may", "grader_error": "our error",
}  # fmt: skip


def class_facts(reports: Sequence[Report], assignment: Assignment, pseudonyms: Mapping[str, str]) -> dict[str, Any]:
    """The variables of class.html.j2."""
    reports = sorted(reports, key=lambda report: report.student.casefold())
    scores = [float(report.score) for report in reports]
    return {
        "assignment": assignment,
        "reports": reports,
        "links": {r.student: f"{quote(names.folder(r.student))}/{quote(r.assignment)}.html" for r in reports},
        "mean": sum(scores) / len(scores),
        "median": median(scores),
        "chart": histogram(scores, float(assignment.points)),
        "exercises": exercises(reports),
        "mistakes": mistakes(reports),
        "people": people(reports),
        "leaders": leaders(reports, pseudonyms),
        "statuses": Counter(report.status for report in reports),
        "seconds": seconds(reports),
    }


def exercises(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """For each exercise: pass rate, mean share of its points, share who tried, and how well it tells students apart.

    Discrimination is the correlation of an exercise's points with those of all others; None where either never varies.
    """
    rows = []
    for index, first in enumerate(reports[0].exercises):
        mine = [report.exercises[index] for report in reports]
        points = [float(exercise.points) for exercise in mine]
        rest = [float(report.score) - own for report, own in zip(reports, points, strict=True)]
        tried = [exercise for exercise in mine if exercise.outcome != "todo"]
        manual = first.outcome == "manual"
        rows.append(
            {
                "name": first.name,
                "manual": manual,
                "points": first.max_points,
                "passed": sum(exercise.outcome == "pass" for exercise in mine) / len(mine),
                "share": sum(points) / (len(points) * first.max_points) if first.max_points else 0.0,
                "tried": len(tried) / len(mine),
                "discrimination": None if manual else correlation(points, rest),
            }
        )
    return rows


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Pearson's correlation; None where one of the two never varies."""
    try:
        return pearson(left, right)
    except StatisticsError:
        return None


def mistakes(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Which mistakes the class makes, most frequent first, with the students who make them."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    students: dict[tuple[str, str], list[str]] = defaultdict(list)
    for report in reports:
        for exercise in report.exercises:
            for check in exercise.checks:
                if check.mistake and report.student not in students[exercise.name, check.mistake]:
                    told = {"sentence": check.reasons, "hint": check.hint}
                    found.setdefault((exercise.name, check.mistake), told)
                    students[exercise.name, check.mistake].append(report.student)
    rows = [{"exercise": key[0], "name": key[1], **entry, "students": students[key]} for key, entry in found.items()]
    return sorted(rows, key=lambda row: (-len(row["students"]), row["exercise"], row["name"]))


def people(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Submissions that a person should look at first, with the reason."""
    rows = []
    for report in reports:
        reasons = [NEEDS_A_LOOK[report.status]] if report.status in NEEDS_A_LOOK else []
        reasons += [note.text for note in report.notes if note.kind in ("person", "again")]
        reasons += [report.message] if report.message else []
        if reasons:
            rows.append({"student": report.student, "reasons": reasons})
    return rows


def leaders(reports: Sequence[Report], pseudonyms: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those who chose a pseudonym, best measured accuracy first."""
    rows = []
    for report in reports:
        values = [check.measured for e in report.exercises for check in e.checks if check.measured is not None]
        if report.student in pseudonyms and values:
            rows.append({"name": pseudonyms[report.student], "value": values[-1]})
    return sorted(rows, key=lambda row: (-row["value"], row["name"]))


def seconds(reports: Sequence[Report]) -> dict[str, Any]:
    """How long grading took: the median of a submission, all of them, and the slowest three."""
    taken = [float(report.seconds.get("wall", 0)) for report in reports]
    slowest = sorted(zip(taken, reports, strict=True), key=lambda pair: -pair[0])[:3]
    return {"median": median(taken), "all": sum(taken), "slowest": [(r.student, wall) for wall, r in slowest]}
