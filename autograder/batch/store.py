"""What people gave, kept beside nbgrader's grade book: two tables of ours, and nbgrader's own columns kept the same.

`autograder_event` is only ever added to, each addition a transaction: it is the trail, and what holds is its fold.
Where nbgrader has a column (a person's points of a cell, a comment) it is written too; `autograder_mirror` holds what
was last written there, so that what somebody changes in nbgrader's formgrader is noticed and becomes an event itself.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from autograder.batch import database, late
from autograder.errors import UserError
from autograder.model.course import Course
from autograder.model.marks import Event, Key, Ledger, Result, fold, merge
from autograder.model.notebook import CHECK_SUFFIX
from autograder.model.report import Report, as_points

NBGRADER = "nbgrader"  # who it was, when the change was made there
_TABLES = sa.MetaData()
_VERSION = sa.Table("autograder_version", _TABLES, sa.Column("version", sa.Integer, nullable=False))
_EVENT = sa.Table(
    "autograder_event", _TABLES, sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in (
        "at", "kind", "who", "student", "assignment", "exercise", "check_id", "value", "reason"
    )), sa.Index("autograder_event_of", "assignment", "student"), sqlite_autoincrement=True,
)  # fmt: skip
_MIRROR = sa.Table(
    "autograder_mirror", _TABLES, sa.Column("value", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("assignment", "student", "cell", "kind")),
)  # fmt: skip
_ANSWER = sa.Table(
    "autograder_answer", _TABLES, sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
)  # fmt: skip
_COLUMNS = {"points": ("grade", "manual_score"), "comment": ("comment", "manual_comment")}  # nbgrader's, by our kinds
_INDICES = {"grade": "notebook_id", "comment": "notebook_id", "submitted_notebook": "assignment_id"}


def _first(db: sa.Connection) -> None:
    """Our tables; and indices by which a student's rows are found among those of thousands."""
    _TABLES.create_all(db, tables=[_EVENT, _MIRROR])
    for table, column in _INDICES.items():
        db.exec_driver_sql(f"create index if not exists autograder_{table}_of on {table} ({column})")


def _second(db: sa.Connection) -> None:
    """What points were given for."""
    _TABLES.create_all(db, tables=[_ANSWER])


STEPS = (_first, _second)  # each takes the tables one version further; one that has been released is never changed


class Conflict(Exception):
    """Somebody else changed the same meanwhile: nothing was written, and the message says what they wrote."""

    def __init__(self, events: Sequence[Event]) -> None:
        theirs = "; ".join(dict.fromkeys(f"{event.who} set the {event.kind} to {event.text}" for event in events))
        super().__init__(f"Nothing was written: meanwhile {theirs}. Enter yours again if it still holds.")


@dataclass(frozen=True)
class Store:
    """The store at a URL; `course` says how lateness counts."""

    url: str
    course: Course
    engine: sa.Engine

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction that nobody else's can come between; whole or not at all."""
        with database.guarded(self.url), self.engine.connect() as db:
            _alone(db)
            try:
                yield db
                db.commit()
            except BaseException:
                db.rollback()
                raise

    def ledger(self, assignment: str, student: str = "") -> Ledger:
        """What holds now, with what was changed in nbgrader since."""
        with database.guarded(self.url), self.engine.connect() as db:
            return read(db, assignment, student)

    def current(self, assignment: str) -> Ledger:
        """What holds now, all of it numbered: what was changed in nbgrader is made events of first."""
        with database.guarded(self.url), self.engine.connect() as db:
            foreign = any(True for _ in _foreign(db, assignment, "", True))
        if foreign:
            with self.writing() as db:
                adopt(db, assignment)
        return self.ledger(assignment)

    def give(self, events: Sequence[Event], reports: Mapping[Key, Report], seen: int) -> Ledger:
        """Add `events`, all of one assignment, and bring nbgrader's columns up to date; what holds then.

        `seen` is the last event that whoever gives them had before them. Raises Conflict when somebody else has set one
        of the same to something else since, UserError when the database cannot be used.
        """
        assignment = events[0].assignment
        with self.writing() as db:
            adopt(db, assignment)
            since = [event for event in trail(db, assignment) if event.id > seen]
            if others := [event for event in since if any(event.contradicts(mine) for mine in events)]:
                raise Conflict(others)
            touched = {event.student for event in add(db, events)}
            ledger = fold(trail(db, assignment))
            if "" in touched:  # a rubric line was changed: all who have it
                touched |= {student for student, _ in ledger.given}
            for student in touched & {student for student, name in reports if name == assignment}:
                mirror(db, result_of(reports[student, assignment], ledger, self.course))
            return ledger

    def trail(self, assignment: str) -> list[Event]:
        """Who gave what and when, the oldest first."""
        with database.guarded(self.url), self.engine.connect() as db:
            return trail(db, assignment)


def opened(course: Course, given: str | None = None) -> Store:
    """The store of a course, made where there is none.

    Raises UserError when the database cannot be used, or is of a newer kit.
    """
    url = database.url_of(course, given)
    store = Store(url, course, _engine(url))
    with database.guarded(url):
        has = set(sa.inspect(store.engine).get_table_names())
    if "grade" not in has:
        with database.opened(url):  # nbgrader makes its tables in an empty database only
            pass
    with database.guarded(url), store.engine.begin() as db:
        _VERSION.create(db, checkfirst=True)
    with store.writing() as db:
        migrate(db)
    return store


def grader(course: Course, given: str | None = None) -> Callable[[Report], Result]:
    """What makes a report a grade: what people gave, read once an assignment. Nothing is written."""
    url = database.url_of(course, given)
    store = Store(url, course, _engine(url))
    ledgers: dict[str, Ledger] = {}

    def grade(report: Report) -> Result:
        name = report.assignment
        if name not in ledgers:
            ledgers[name] = store.ledger(name)
        return result_of(report, ledgers[name], course)

    return grade


def result_of(report: Report, ledger: Ledger, course: Course) -> Result:
    """The grade of one submission; an extension that was given counts."""
    until = ledger.extensions.get((report.student, report.assignment), "")
    seconds = late.seconds_with(course, report, until) if until else None
    return merge(report, ledger.of(report), course.policy, seconds)


def _engine(url: str) -> sa.Engine:
    with database.guarded(url):
        if url.startswith("sqlite"):
            return sa.create_engine(
                url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args={"timeout": 10}
            )
        return sa.create_engine(url, poolclass=sa.NullPool)
    raise AssertionError


def _alone(db: sa.Connection) -> None:
    """Let no other writer in until the transaction ends."""
    sqlite = db.dialect.name == "sqlite"
    db.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE autograder_version IN SHARE ROW EXCLUSIVE MODE")


def migrate(db: sa.Connection) -> None:
    """Bring our tables to the version of this kit.

    Raises UserError when they are of a newer one.
    """
    version = db.execute(sa.select(sa.func.max(_VERSION.c.version))).scalar() or 0
    if version > len(STEPS):
        raise UserError(
            f"The grade book has tables of version {version}, this kit knows {len(STEPS)}: take a newer kit."
        )
    for number in range(version, len(STEPS)):
        STEPS[number](db)
        db.execute(_VERSION.insert().values(version=number + 1))


def add(db: sa.Connection, events: Iterable[Event]) -> list[Event]:
    """Append `events`; they come back with their numbers."""
    added = []
    for event in events:
        event = replace(event, at=datetime.now(UTC).isoformat(timespec="seconds"))
        names = ("at", "kind", "who", "student", "assignment", "exercise", "reason")
        row = {**{name: getattr(event, name) for name in names}, "check_id": event.check, "value": event.text}
        key = db.execute(_EVENT.insert().values(row)).inserted_primary_key
        added.append(replace(event, id=key[0] if key else 0))
        if event.answer:
            db.execute(_ANSWER.insert().values(event=added[-1].id, text=event.answer))
    return added


def trail(db: sa.Connection, assignment: str, student: str = "") -> list[Event]:
    """All events of an assignment, in their order; with `student` only theirs and the rubrics."""
    query = sa.select(_EVENT).where(_EVENT.c.assignment == assignment).order_by(_EVENT.c.id)
    if student:
        query = query.where(_EVENT.c.student.in_(["", student]))
    has = sa.inspect(db).has_table(_ANSWER.name)  # not before a kit of this version wrote here
    answers = {row.event: row.text for row in db.execute(sa.select(_ANSWER))} if has else {}
    return [
        Event(
            r.kind, r.who, r.student, r.assignment, r.exercise, r.check_id, json.loads(r.value), r.reason, r.at, r.id,
            answers.get(r.id, ""),
        )
        for r in db.execute(query)
    ]  # fmt: skip


def read(db: sa.Connection, assignment: str, student: str = "") -> Ledger:
    """What holds of an assignment, with what was changed in nbgrader and is no event yet. Nothing is written."""
    has = set(sa.inspect(db).get_table_names())
    events = trail(db, assignment, student) if _EVENT.name in has else []
    if "grade" in has:
        events += [event for event, _ in _foreign(db, assignment, student, _MIRROR.name in has)]
    return fold(events)


def adopt(db: sa.Connection, assignment: str) -> None:
    """Make events of what was changed in nbgrader."""
    for event, cell in list(_foreign(db, assignment, "", True)):
        add(db, [event])
        _put_mirror(db, event, cell)


def _foreign(db: sa.Connection, assignment: str, student: str, mirrored: bool) -> Iterator[tuple[Event, str]]:
    """What nbgrader's columns say that we did not write there, as events, and the cells that it stands at.

    Nothing there says nothing: rows that nbgrader made anew take no points away, whose place is the desk.
    """
    rows = db.execute(sa.select(_MIRROR).where(_MIRROR.c.assignment == assignment)) if mirrored else ()
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
    db.execute(_MIRROR.delete().where(*(_MIRROR.c[name] == value for name, value in here.items())))
    db.execute(_MIRROR.insert().values(value=event.text, **here))


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


def note_attempts(course: Course, reports: Sequence[Report]) -> None:
    """Keep what was graded now, in a course that has a grade book."""
    if database.is_there(database.url_of(course, None)):
        with opened(course).writing() as db:
            attempts(db, reports)


def attempts(db: sa.Connection, reports: Sequence[Report]) -> None:
    """Add an event for each of `reports` that is not what was last graded of that submission."""
    names = {report.assignment for report in reports}
    known = (event for name in names for event in trail(db, name) if event.kind == "attempt")
    last = {(event.student, event.assignment): event.text for event in known}
    for report in reports:
        kit = {name: report.kit.get(f"{name}_sha256", "")[:12] for name in ("submission", "assignment")}
        value = {"score": as_points(report.score), "of": report.max_score, **kit}
        event = Event("attempt", "grade", report.student, report.assignment, value=value)
        if last.get((event.student, event.assignment)) != event.text:
            add(db, [event])
