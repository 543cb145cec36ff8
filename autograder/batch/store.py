"""What people gave, kept beside nbgrader's grade book: what holds is the fold of the trail.

`trail.py` has the tables of ours, `mirror.py` keeps nbgrader's own columns the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from autograder.batch import database, late
from autograder.batch.mirror import adopt, foreign, mirror
from autograder.batch.trail import EVENT, MIRROR, VERSION, add, migrate, trail
from autograder.model.course import Course
from autograder.model.marks import Event, Key, Ledger, Result, fold, merge
from autograder.model.report import Report, as_points


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

    def ledger(self, assignment: str) -> Ledger:
        """What holds now, with what was changed in nbgrader since."""
        with database.guarded(self.url), self.engine.connect() as db:
            return read(db, assignment)

    def current(self, assignment: str) -> Ledger:
        """What holds now, all of it numbered: what was changed in nbgrader is made events of first."""
        with database.guarded(self.url), self.engine.connect() as db:
            changed = any(True for _ in foreign(db, assignment, "", True))
        if changed:
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
        VERSION.create(db, checkfirst=True)
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
    sqlite = {"isolation_level": "AUTOCOMMIT", "connect_args": {"timeout": 10}} if url.startswith("sqlite") else {}
    with database.guarded(url):
        return sa.create_engine(url, poolclass=sa.NullPool, **sqlite)
    raise AssertionError


def _alone(db: sa.Connection) -> None:
    """Let no other writer in until the transaction ends."""
    sqlite = db.dialect.name == "sqlite"
    db.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE autograder_version IN SHARE ROW EXCLUSIVE MODE")


def read(db: sa.Connection, assignment: str, student: str = "") -> Ledger:
    """What holds of an assignment, with what was changed in nbgrader and is no event yet. Nothing is written."""
    has = set(sa.inspect(db).get_table_names())
    events = trail(db, assignment, student) if EVENT.name in has else []
    if "grade" in has:
        events += [event for event, _ in foreign(db, assignment, student, MIRROR.name in has)]
    return fold(events)


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
