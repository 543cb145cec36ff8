"""nbgrader's own table of grades, in which names may hold commas and quotes; also as its `export` plugin."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from autograder.export.tables import written
from autograder.model.marks import Result

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def table(results: Sequence[Result]) -> str:
    """`results` in nbgrader's columns."""
    rows = [
        {
            "assignment": one.assignment, "student_id": one.student, "raw_score": one.score,
            "late_submission_penalty": one.penalty, "score": one.final, "max_score": one.max_score,
        }
        for one in results
    ]  # fmt: skip
    return written(COLUMNS, rows)


class QuotedCsv(ExportPlugin):
    """In the place of nbgrader's CSV exporter, which joins its cells with commas whatever is in them."""

    def export(self, gradebook: Any) -> None:
        """Write all grades of the grade book to `--to`, or to grades.csv."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        wanted = {str(name) for name in self.assignment}
        students = {str(name) for name in self.student}
        rows = []
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if (not wanted or assignment.name in wanted) and (not students or student.id in students):
                    rows.append(_entry(gradebook, assignment, student))
        path.write_text(written(COLUMNS, rows), encoding="utf-8", newline="")


def _entry(gradebook: Any, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name, "duedate": str(assignment.duedate or ""), "timestamp": "",
        "student_id": student.id, "last_name": student.last_name, "first_name": student.first_name,
        "email": student.email, "raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0,
        "max_score": assignment.max_score,
    }  # fmt: skip
    try:
        entry = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row
    penalty = entry.late_submission_penalty or 0.0
    scores = {"raw_score": entry.score, "late_submission_penalty": penalty, "score": max(0.0, entry.score - penalty)}
    return {**row, **scores, "timestamp": str(entry.timestamp or "")}
