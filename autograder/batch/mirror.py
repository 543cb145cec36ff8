"""nbgrader's own columns kept the same as the store: a person's points of a cell and comments are written there too.

A table of ours holds what was last written there, so that what somebody changes in nbgrader's formgrader is noticed,
and becomes an event itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from autograder.batch.trail import MIRROR, add
from autograder.model.marks import Event, Result
from autograder.model.notebook import CHECK_SUFFIX

NBGRADER = "nbgrader"  # who it was, when the change was made there
_COLUMNS = {"points": ("grade", "manual_score"), "comment": ("comment", "manual_comment")}  # nbgrader's, by our kinds


def adopt(db: sa.Connection, assignment: str) -> None:
    """Make events of what was changed in nbgrader."""
    for event, cell in list(foreign(db, assignment, "", True)):
        add(db, [event])
        _put_mirror(db, event, cell)


def foreign(db: sa.Connection, assignment: str, student: str, mirrored: bool) -> Iterator[tuple[Event, str]]:
    """What nbgrader's columns say that we did not write there, as events, and the cells that it stands at.

    Nothing there says nothing: rows that nbgrader made anew take no points away, whose place is the desk.
    """
    rows = db.execute(sa.select(MIRROR).where(MIRROR.c.assignment == assignment)) if mirrored else ()
    known = {(row.kind, row.student, row.cell): row.value for row in rows}
    for kind, (_, column) in _COLUMNS.items():
        for row in _rows(db, kind, assignment, student, f"x.{column} is not null"):
            name = row.cell.removesuffix(CHECK_SUFFIX)
            event = Event(kind, NBGRADER, row.student, assignment, name, value=row.value)
            if row.value != "" and event.text != known.get((kind, row.student, row.cell)):
                yield event, row.cell


def _rows(db: sa.Connection, kind: str, assignment: str, student: str, which: str = "1 = 1") -> Sequence[Any]:
    """nbgrader's rows of a kind: student, cell, id, value; of one `student` unless it is empty."""
    table, column = _COLUMNS[kind]
    query = f"""select s.student_id as student, b.name as cell, x.id as id, x.{column} as value from {table} x
        join base_cell b on b.id = x.cell_id join submitted_notebook n on n.id = x.notebook_id
        join submitted_assignment s on s.id = n.assignment_id join assignment a on a.id = s.assignment_id
        where a.name = :assignment and {which} {"and s.student_id = :student" if student else ""}"""
    return db.execute(sa.text(query), {"assignment": assignment, "student": student}).all()


def _put_mirror(db: sa.Connection, event: Event, cell: str) -> None:
    here = {"assignment": event.assignment, "student": event.student, "cell": cell, "kind": event.kind}
    db.execute(MIRROR.delete().where(*(MIRROR.c[name] == value for name, value in here.items())))
    db.execute(MIRROR.insert().values(value=event.text, **here))


def mirror(db: sa.Connection, result: Result) -> bool:
    """Write what people gave into nbgrader's columns, where it has the submission; whether anything changed."""
    student, assignment = result.student, result.report.assignment
    wanted: dict[tuple[str, str], Any] = {}
    for one in result.exercises:
        wanted["points", one.cell] = float(one.points) if one.by_person else None
        wanted["comment", one.name] = one.given.comment or None
    changed = False
    for kind, (table, column) in _COLUMNS.items():
        for row in _rows(db, kind, assignment, student):
            value = wanted.get((kind, row.cell), row.value)
            if value != (None if row.value == "" else row.value):
                query = f"update {table} set {column} = :value where id = :id"
                db.execute(sa.text(query), {"value": value, "id": row.id})
                _put_mirror(db, Event(kind, "", student, assignment, value=value), row.cell)
                changed = True
                if kind == "points":
                    query = "update grade set needs_manual_grade = (manual_score is null and auto_score is null)"
                    db.execute(sa.text(f"{query} where id = :id"), {"id": row.id})
    query = """update submitted_notebook set late_submission_penalty = :points where assignment_id in (select s.id
        from submitted_assignment s join assignment a on a.id = s.assignment_id
        where a.name = :assignment and s.student_id = :student)"""
    asked = {"points": result.penalty or None, "assignment": assignment, "student": student}
    db.execute(sa.text(query), asked)
    return changed
