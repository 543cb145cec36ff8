"""What is exported: grades, found below a folder of reports, and what every table says of them."""

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.export.tables import written_rows
from autograder.model.course import Course
from autograder.model.marks import Result
from autograder.model.number import counted
from autograder.model.report import Report
from autograder.model.reports import reports_in


def called(result: Result) -> tuple[str, ...]:
    """All that a roster may call the student, the surest first."""
    told = [result.report.who.get(key, "") for key in ("id", "email", "name")]
    return tuple(dict.fromkeys(text for text in (*told, result.student) if text))


def platform_id(result: Result, platform: str) -> str | None:
    """What `platform` knows the student by, if the work came from there."""
    return result.report.who["id"] if result.report.who.get("platform") == platform else None


def feedback(result: Result) -> str:
    """A grade in lines of plain text: points an exercise, what went wrong, and what people said."""
    lines = [result.report.message] if result.report.message else []
    for exercise in result.exercises:
        if exercise.found.outcome == "manual" and not exercise.by_person and not exercise.given.comment:
            continue
        lines.append(f"{exercise.name}: {exercise.points:g} of {exercise.max_points:g}")
        unmet = [
            check for check in exercise.found.checks if exercise.outcome != "pass" and check.unmet and check.message
        ]
        told = [f"{check.message} Hint: {check.hint}" if check.hint else check.message for check in unmet]
        lines += dict.fromkeys(f"  {text}".replace("\n", " ") for text in (*told, *exercise.remarks))
    if result.late:
        lines.append(f"Late: {counted(result.penalty, 'point is', 'points are')} taken off.")
    return "\n".join(lines)


def reports_below(folder: Path, assignment: str | None, course: Course) -> list[Report]:
    """The reports in `folder`, of one assignment if it is given, in the order of students.

    Raises UserError when there are none.
    """
    if assignment is not None:
        course.assignment(assignment)
    known = course.assignments if assignment is None else (assignment,)
    read = list(reports_in(folder))
    found = [report for report in read if report.assignment in known]
    if not found:
        there = ", ".join(sorted({report.assignment for report in read}))
        what = (f" of {assignment}" if assignment else "") + (f", only of {there}" if there else "")
        raise UserError(f"{folder} holds no report{what}. Grade first: autograder grade PATH --out {folder}")
    return found


def of_one(results: Sequence[Result]) -> Sequence[Result]:
    """`results`, all of one assignment."""
    names = sorted({result.assignment for result in results})
    if len(names) > 1:
        raise UserError(f"The reports are of {', '.join(names)}. Say which one with --assignment ID.")
    return results


COLUMNS = ("student", "assignment", "raw_score", "late_penalty", "score", "max_score", "status", "waiting", "feedback")


def table(results: Sequence[Result]) -> str:
    """The plain table: a row a grade."""
    rows = [
        (one.student, one.assignment, one.score, one.penalty, one.final, one.max_score, one.report.status,
         "yes" if one.waiting else "no", feedback(one))
        for one in results
    ]  # fmt: skip
    return written_rows([COLUMNS, *rows])
