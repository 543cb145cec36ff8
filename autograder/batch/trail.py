"""The trail in tables of ours, beside nbgrader's: only ever added to, each addition a transaction."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from autograder.errors import UserError
from autograder.model.marks import Event

_TABLES = sa.MetaData()
VERSION = sa.Table("autograder_version", _TABLES, sa.Column("version", sa.Integer, nullable=False))
EVENT = sa.Table(
    "autograder_event", _TABLES, sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in (
        "at", "kind", "who", "student", "assignment", "exercise", "check_id", "value", "reason"
    )), sa.Index("autograder_event_of", "assignment", "student"), sqlite_autoincrement=True,
)  # fmt: skip
MIRROR = sa.Table(
    "autograder_mirror", _TABLES, sa.Column("value", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("assignment", "student", "cell", "kind")),
)  # fmt: skip
_ANSWER = sa.Table(
    "autograder_answer", _TABLES, sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
)  # fmt: skip
_INDICES = {"grade": "notebook_id", "comment": "notebook_id", "submitted_notebook": "assignment_id"}


def _first(db: sa.Connection) -> None:
    """Our tables; and indices by which a student's rows are found among those of thousands."""
    _TABLES.create_all(db, tables=[EVENT, MIRROR])
    for table, column in _INDICES.items():
        db.exec_driver_sql(f"create index if not exists autograder_{table}_of on {table} ({column})")


def _second(db: sa.Connection) -> None:
    """What points were given for."""
    _TABLES.create_all(db, tables=[_ANSWER])


STEPS = (_first, _second)  # each takes the tables one version further; one that has been released is never changed


def migrate(db: sa.Connection) -> None:
    """Bring our tables to the version of this kit.

    Raises UserError when they are of a newer one.
    """
    version = db.execute(sa.select(sa.func.max(VERSION.c.version))).scalar() or 0
    if version > len(STEPS):
        raise UserError(
            f"The grade book has tables of version {version}, this kit knows {len(STEPS)}: take a newer kit."
        )
    for number in range(version, len(STEPS)):
        STEPS[number](db)
        db.execute(VERSION.insert().values(version=number + 1))


def add(db: sa.Connection, events: Iterable[Event]) -> list[Event]:
    """Append `events`; they come back with their numbers."""
    added = []
    for event in events:
        event = replace(event, at=datetime.now(UTC).isoformat(timespec="seconds"))
        names = ("at", "kind", "who", "student", "assignment", "exercise", "reason")
        row = {**{name: getattr(event, name) for name in names}, "check_id": event.check, "value": event.text}
        key = db.execute(EVENT.insert().values(row)).inserted_primary_key
        added.append(replace(event, id=key[0] if key else 0))
        if event.answer:
            db.execute(_ANSWER.insert().values(event=added[-1].id, text=event.answer))
    return added


def trail(db: sa.Connection, assignment: str, student: str = "") -> list[Event]:
    """All events of an assignment, in their order; with `student` only theirs and the rubrics."""
    query = sa.select(EVENT).where(EVENT.c.assignment == assignment).order_by(EVENT.c.id)
    if student:
        query = query.where(EVENT.c.student.in_(["", student]))
    has = sa.inspect(db).has_table(_ANSWER.name)  # not before a kit of this version wrote here
    answers = {row.event: row.text for row in db.execute(sa.select(_ANSWER))} if has else {}
    return [
        Event(
            r.kind, r.who, r.student, r.assignment, r.exercise, r.check_id, json.loads(r.value), r.reason, r.at, r.id,
            answers.get(r.id, ""),
        )
        for r in db.execute(query)
    ]  # fmt: skip
