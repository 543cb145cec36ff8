"""Who handed in how late: time stamps and extensions read, the policy applied, and reports told what was found.

Reports are told at the same time whose they are, of the attempts, and who shares them.
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.errors import UserError
from autograder.intake.archive import STAMP
from autograder.intake.find import SubmittedFile
from autograder.model.course import FILE, Course
from autograder.model.files import read_records, read_start
from autograder.model.notebook import Unreadable
from autograder.model.policy import Policy
from autograder.model.report import Note, Report
from autograder.model.reports import figures_of, path_in, write_report
from autograder.model.tables import unknown
from autograder.model.text import clean

MOST_STAMP = 200
DAYS = datetime(2000, 1, 1), datetime(2001, 2, 2)  # what is told apart by these was not said
_HOURS = {"CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "WET": 0, "WEST": 1, "BST": 1, "EET": 2, "EEST": 3, "MSK": 3,
          "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9,
          "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}  # fmt: skip
ZONES = {name: hours * 3600 for name, hours in _HOURS.items()}
COLUMNS = ("student", "assignment", "until")
_SPAN = re.compile(r"\+\s*(\d+(?:\.\d+)?)\s*([hd])")


def stamp_of(submitted: SubmittedFile) -> Path:
    """The file that tells when a submission came in, as nbgrader writes it."""
    return submitted.stamp or submitted.path.parent / STAMP


def time_of(submitted: SubmittedFile, course: Course) -> tuple[datetime | None, str]:
    """When a submission came in, in UTC, and a sentence when what tells so cannot be read."""
    text = submitted.when
    if not text:
        try:
            text = read_start(stamp_of(submitted), MOST_STAMP).decode("utf-8-sig", "replace").strip(" \t\r\n\"'")
        except Unreadable:
            return None, ""
    moment = moment_of(text, course.policy)
    odd = f"`{STAMP}` says `{clean(text, 60)}`, which is no time that can be read: whether this is late is not known."
    return moment, "" if moment or not text else odd


def moment_of(text: str, policy: Policy) -> datetime | None:
    """The moment that `text` says in any common form, in UTC; None when it says none, or only a part of one.

    Without a zone it is read in the course's; `3.2.2027` has the day first, `2027-02-03` the year.
    """
    from dateutil import parser

    head, _, last = text.rpartition(" ")
    zone = None
    if "/" in last and not last[0].isdigit():
        try:
            text, zone = head, ZoneInfo(last)
        except (KeyError, ValueError, OSError):
            return None
    try:
        if re.fullmatch(r"1\d{9}(\d{3})?", text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        day_first = not re.match(r"\d{4}", text)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a zone that is not known
            found = [parser.parse(text, dayfirst=day_first, tzinfos=ZONES, default=day) for day in DAYS]
        moment = found[0] if zone is None else found[0].replace(tzinfo=zone)
        return policy.aware(moment) if found[0] == found[1] else None
    except (ValueError, ArithmeticError, Warning):  # the last day of all, west of here, is no day in UTC
        return None


def due(course: Course, assignment: str, student: str, until: str = "") -> datetime | None:
    """The deadline of one student, in UTC, the extension of the file or `until` included; None when there is none.

    Raises UserError for an extensions file that is missing or damaged.
    """
    deadline = course.policy.deadline(assignment)
    if deadline is None:
        return None
    known = extensions(course)
    listed = known.get((student, assignment)) or known.get((student, "*"))
    mine = _until(deadline, listed, course.policy) if listed else deadline
    return max(mine, _until(deadline, until, course.policy)) if until else mine


def seconds_with(course: Course, report: Report, until: str) -> float:
    """By how many seconds a submission is late when its student has time `until`, as an extensions file says it."""
    before, after = (due(course, report.assignment, report.student, text) for text in ("", until))
    if before is None or after is None or not report.late:
        return 0.0
    return round(report.late["seconds"] - (after - before).total_seconds(), 3)


def understood(until: str) -> bool:
    """Whether `until` says when an extension ends: a moment, or a span such as `+48h`."""
    try:
        return bool(_until(datetime(3000, 1, 1, tzinfo=UTC), until, Policy()))
    except (ValueError, OverflowError):
        return False


def _until(deadline: datetime, until: str, policy: Policy) -> datetime:
    if span := _SPAN.fullmatch(until):
        return deadline + float(span[1]) * (timedelta(hours=1) if span[2] == "h" else timedelta(days=1))
    return max(deadline, policy.aware(datetime.fromisoformat(until)))


def extensions(course: Course) -> Mapping[tuple[str, str], str]:
    """The extensions file: by student and assignment (`*` for all), a moment, or a span such as `+48h` or `+2d`."""
    if not course.policy.extensions:
        return {}
    path = course.root / course.policy.extensions
    if not path.is_file():
        raise UserError(f"{path} is not there. {FILE} names it in [policy] as `extensions`.")
    return _read(path, path.stat().st_mtime_ns, frozenset(course.assignments))


@lru_cache(8)
def _read(path: Path, _: int, assignments: frozenset[str]) -> Mapping[tuple[str, str], str]:
    found = {}
    head, rows = read_records(path)
    if missing := set(COLUMNS) - set(head):
        raise UserError(f"{path}: the column `{min(missing)}` is missing. The first line is {','.join(COLUMNS)}.")
    for number, row in enumerate(rows, 2):
        student, assignment, until = (row[name].strip() for name in COLUMNS)
        if not understood(until):
            raise UserError(f"{path}, line {number}: `until` is {until!r}, expected 2027-01-31T23:59 or +48h.")
        if assignment not in assignments | {"*"}:
            raise UserError(unknown("assignment", assignment, assignments, f"{path}, line {number}"))
        found[student, assignment] = until
    return found


def not_there(course: Course, reports: Sequence[Report]) -> list[str]:
    """Who has an extension for what several people handed in, and is none of them: not done yet, or misspelt."""
    students = {report.student for report in reports}
    names = {report.assignment for report in reports if course.policy.deadline(report.assignment)}
    if not names or len(students) == 1:
        return []
    return sorted({student for student, assignment in extensions(course) if assignment in names | {"*"}} - students)


def lateness(course: Course, report: Report, submitted: datetime | None) -> Mapping[str, float] | None:
    """What `Report.late` says of a submission; None when it is in time, or nobody knows when it came."""
    deadline = due(course, report.assignment, report.student)
    if deadline is None or submitted is None or submitted <= deadline:
        return None
    return course.policy.late(report.score, (submitted - deadline).total_seconds())


def settle(handed_in: Sequence[SubmittedFile], reports: Sequence[Report], course: Course, out: Path) -> list[Report]:
    """`reports` with what their `handed_in` say, and those of others in a group; what this changes is written anew."""
    settled = []
    for submitted, report in zip(handed_in, reports, strict=True):
        when, odd = time_of(submitted, course)
        notes = [*submitted.notes, *([Note("person", odd)] if odd else [])]
        kept = [note for note in report.notes if note.kind != "attempt" and note not in notes]
        new = replace(report, late=lateness(course, report, when), who=submitted.who or report.who)
        new = replace(new, notes=(*notes, *kept))
        if new != report:
            write_report(new, out)
        settled.append(new)
        figures = figures_of(report, path_in(out, report.student, report.assignment).parent) if submitted.others else {}
        for person in submitted.others:
            told = Note("attempt", f"Handed in by {report.student} for the group.")
            member = replace(new, student=person.name, who=person.who, notes=(told, *new.notes), late=None)
            member = replace(member, late=lateness(course, member, when))
            write_report(member, out, figures)
            settled.append(member)
    return settled
