"""What is exported: one score a submission, from reports alone or with the points that people gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import Course
from autograder.model.marks import Result
from autograder.model.number import counted
from autograder.model.report import Report, as_points, reports_in


@dataclass(frozen=True)
class Score:
    """One submission's result: what it earned, what lateness takes off, what remains."""

    student: str
    assignment: str
    raw: float
    penalty: float
    max_score: float
    status: str
    waiting: bool
    feedback: str
    who: Mapping[str, str] = field(default_factory=dict)

    @property
    def called(self) -> tuple[str, ...]:
        """All that a roster may call the student, the surest first."""
        told = [self.who.get(key, "") for key in ("id", "email", "name")]
        return tuple(dict.fromkeys(text for text in (*told, self.student) if text))

    @property
    def final(self) -> int | float:
        """The score that counts."""
        return as_points(max(0.0, self.raw - self.penalty))


def of_result(result: Result) -> Score:
    """The score of a grade: what people gave is in it, what waits for them counts nothing yet."""
    report = result.report
    return Score(
        result.student, report.assignment, result.score, as_points(result.penalty), result.max_score, report.status,
        bool(result.waiting), feedback(result), who=report.who,
    )  # fmt: skip


def feedback(result: Result) -> str:
    """A grade in lines of plain text: points an exercise, what went wrong, and what people said."""
    lines = [result.report.message] if result.report.message else []
    for exercise in result.exercises:
        if exercise.found.outcome == "manual" and not exercise.by_person and not exercise.given.comment:
            continue
        lines.append(f"{exercise.name}: {exercise.points:g} of {exercise.max_points:g}")
        for check in exercise.found.checks:
            if exercise.outcome != "pass" and check.unmet and check.message:
                hint = f" Hint: {check.hint}" if check.hint else ""
                lines.append(f"  {check.message}{hint}".replace("\n", " "))
        lines += [f"  {remark}".replace("\n", " ") for remark in exercise.remarks]
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
    found = [report for report in reports_in(folder) if report.assignment in known]
    if not found:
        what = f" of {assignment}" if assignment else ""
        raise UserError(
            f"{folder} holds no reports{what}. Make them with `autograder grade SUBMISSIONS --out {folder}`."
        )
    return found


def of_one(scores: Sequence[Score]) -> list[Score]:
    """`scores`, all of one assignment.

    Raises UserError naming the assignments when there are several.
    """
    names = sorted({score.assignment for score in scores})
    if len(names) > 1:
        raise UserError(f"The reports are of {', '.join(names)}. Say which one with --assignment ID.")
    return list(scores)


COLUMNS = ("student", "assignment", "raw_score", "late_penalty", "score", "max_score", "status", "waiting", "feedback")


def row(score: Score) -> dict[str, object]:
    """One score as the plain table has it."""
    return {
        "student": score.student, "assignment": score.assignment, "raw_score": score.raw, "late_penalty": score.penalty,
        "score": score.final, "max_score": score.max_score, "status": score.status,
        "waiting": "yes" if score.waiting else "no", "feedback": score.feedback,
    }  # fmt: skip
