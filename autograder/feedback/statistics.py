"""What a class's page shows: scores, exercises, mistakes, the unexplained, who needs a person, the leaderboard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, median
from statistics import correlation as pearson
from typing import Any
from urllib.parse import quote

from autograder.feedback.charts import histogram
from autograder.model import anonymous, names
from autograder.model.course import Assignment
from autograder.model.marks import Result
from autograder.model.report import CheckReport

NEEDS_A_LOOK = {
    "unreadable": "cannot be read", "timeout": "ran out of time", "killed": "its process was ended before its time",
    "grader_error": "our error",
}  # fmt: skip
MOST_SHOWN = 3000  # letters of a cell
FOR_A_PERSON = ("person", "again", "forged")  # kinds of notes


def class_facts(results: Sequence[Result], assignment: Assignment, pseudonyms: Mapping[str, str]) -> dict[str, Any]:
    """The variables of class.html.j2."""
    results = sorted(results, key=lambda result: result.student.casefold())
    scores = [float(result.score) for result in results]
    return {
        "assignment": assignment,
        "results": results,
        "links": {r.student: f"{quote(names.folder(r.student))}/{quote(assignment.name)}.html" for r in results},
        "waiting": sum(bool(result.waiting) for result in results),
        "mean": sum(scores) / len(scores),
        "median": median(scores),
        "chart": histogram(scores, float(assignment.points)),
        "exercises": exercises(results),
        "mistakes": mistakes(results),
        "made": made(results),
        "unexplained": unexplained(results, assignment),
        "people": people(results),
        "leaders": leaders(results, pseudonyms),
        "statuses": Counter(result.report.status for result in results),
        "seconds": seconds(results),
    }


def exercises(results: Sequence[Result]) -> list[dict[str, Any]]:
    """For each exercise: pass rate, mean share of its points, share who tried, and how well it tells students apart.

    Discrimination is the correlation of an exercise's points with those of all others; None where either never varies.
    """
    rows = []
    for index, first in enumerate(results[0].exercises):
        mine = [result.exercises[index] for result in results]
        points = [float(exercise.points) for exercise in mine]
        rest = [float(result.score) - own for result, own in zip(results, points, strict=True)]
        tried = [exercise for exercise in mine if exercise.outcome != "todo" and not exercise.unanswered]
        manual = first.found.outcome == "manual"
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


def mistakes(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Which mistakes the class makes, most frequent first, and who makes them; whoever forges an answer makes none."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for result in results:
        for (exercise, name), check in _mistakes_of(result).items():
            row = {"exercise": exercise, "name": name, "sentence": check.reasons, "hint": check.hint, "students": []}
            found.setdefault((exercise, name), row)["students"].append(result.student)
    return sorted(found.values(), key=lambda row: (-len(row["students"]), row["exercise"], row["name"]))


def _mistakes_of(result: Result) -> dict[tuple[str, str], CheckReport]:
    if any(note.kind == "forged" for note in result.report.notes):
        return {}
    checks = [(exercise.name, check) for exercise in result.exercises for check in exercise.found.checks]
    return {(name, check.mistake): check for name, check in reversed(checks) if check.mistake}


def made(results: Sequence[Result]) -> dict[str, str]:
    """By student, the mistakes that were made, in words to be searched."""
    return {r.student: " ".join(check.reasons for check in _mistakes_of(r).values()) for r in results}


def people(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Submissions that a person should look at first, with the reason."""
    rows = []
    for result in results:
        report = result.report
        reasons = [note.text for note in report.notes if note.kind in FOR_A_PERSON]
        look = "" if reasons and report.status == "killed" else NEEDS_A_LOOK.get(report.status, "")
        reasons[:0] = [": ".join(filter(None, (look, report.message)))] * bool(look or report.message)
        reasons += [f"`{one.name}` was changed after it was marked" for one in result.exercises if one.changed]
        if reasons:
            rows.append({"student": report.student, "reasons": reasons})
    return rows


def leaders(results: Sequence[Result], pseudonyms: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those who chose a pseudonym, best measured accuracy first."""
    rows = []
    for result in results:
        values = [c.measured for e in result.exercises for c in e.found.checks if c.measured is not None]
        if result.student in pseudonyms and values:
            rows.append({"name": pseudonyms[result.student], "value": values[-1]})
    return sorted(rows, key=lambda row: (-row["value"], row["name"]))


def seconds(results: Sequence[Result]) -> dict[str, Any]:
    """How long grading took: the median of a submission, all of them, and the slowest three."""
    taken = [float(result.report.seconds.get("wall", 0)) for result in results]
    slowest = sorted(zip(taken, results, strict=True), key=lambda pair: -pair[0])[:3]
    return {"median": median(taken), "all": sum(taken), "slowest": [(r.student, wall) for wall, r in slowest]}


@dataclass(frozen=True)
class Unexplained:
    """A group of failures: `key` is the same in every run, `told` what its students read, `cell` one way to it."""

    key: str
    exercise: str
    told: str
    students: tuple[str, ...]
    cell: str

    @property
    def command(self) -> str:
        """What makes a mistake of it that everybody is told from then on."""
        return f'autograder name {self.key} "what went wrong" --hint "a question that helps?"'


def unexplained(results: Sequence[Result], assignment: Assignment) -> list[Unexplained]:
    """The groups of a class, the largest first."""
    members: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        for exercise in result.report.exercises:
            if exercise.group:
                members.setdefault((exercise.group, exercise.name), []).append(result)
    made = [_group(key, name, mine, assignment) for (key, name), mine in members.items()]
    return sorted(made, key=lambda group: (-len(group.students), group.exercise, group.key))


def _group(key: str, name: str, members: Sequence[Result], assignment: Assignment) -> Unexplained:
    cells = [anonymous.cell_of(one.report, name, assignment.exercise(name).names) for one in members[:5]]
    judged = next(one for one in members[0].report.exercises if one.name == name)
    failed = [check for check in judged.checks if check.outcome == "fail"]
    told = dict.fromkeys(said for check in failed for said in (check.reasons, check.comparison) if said)  # each once
    cell = min(filter(None, cells), key=len, default="")
    return Unexplained(key, name, " ".join(told), tuple(one.student for one in members), cell[:MOST_SHOWN])
