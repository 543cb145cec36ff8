"""Who handed in how late: time stamps and extensions read, the policy applied, and reports told."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from autograder.errors import UserError
from autograder.intake.find import SubmittedFile
from autograder.model import names, notebook
from autograder.model.course import FILE, Course
from autograder.model.files import read_start, write_whole
from autograder.model.report import Report

STAMP, MOST_STAMP = "timestamp.txt", 200
COLUMNS = ("student", "assignment", "until")
_SPAN = re.compile(r"\+\s*(\d+(?:\.\d+)?)\s*([hd])")


def submitted_at(folder: Path) -> datetime | None:
    """When a submission came in, by nbgrader's timestamp.txt beside it; None when that is missing or is no time."""
    try:
        text = read_start(folder / STAMP, MOST_STAMP).decode().strip()
    except (notebook.Unreadable, UnicodeDecodeError):
        return None
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text).replace(tzinfo=UTC) if text else None
    except (ValueError, OverflowError):
        return None


def due(course: Course, assignment: str, student: str, until: str = "") -> datetime | None:
    """The deadline of one student, in UTC, the extension of the file or `until` included; None when there is none.

    Raises UserError for an extensions file that is missing or damaged.
    """
    deadline = course.policy.deadline(assignment)
    if deadline is None:
        return None
    mine = _extended(deadline, extensions(course), course, assignment, student)
    return max(mine, _until(deadline, until, course)) if until else mine


def seconds_with(course: Course, report: Report, until: str) -> float:
    """By how many seconds a submission is late when its student has time `until`, as an extensions file says it."""
    before, after = (due(course, report.assignment, report.student, text) for text in ("", until))
    if before is None or after is None or not report.late:
        return 0.0
    return round(report.late["seconds"] - (after - before).total_seconds(), 3)


def understood(until: str, course: Course) -> bool:
    """Whether `until` says when an extension ends: a moment, or a span such as `+48h`."""
    try:
        _until(datetime.now(UTC), until, course)
    except ValueError:
        return False
    return True


def _extended(
    deadline: datetime, known: Mapping[tuple[str, str], str], course: Course, assignment: str, student: str
) -> datetime:
    until = known.get((student, assignment)) or known.get((student, "*"))
    return deadline if until is None else _until(deadline, until, course)


def _until(deadline: datetime, until: str, course: Course) -> datetime:
    if span := _SPAN.fullmatch(until):
        return deadline + float(span[1]) * (timedelta(hours=1) if span[2] == "h" else timedelta(days=1))
    return max(deadline, course.policy.aware(datetime.fromisoformat(until)))


def extensions(course: Course) -> Mapping[tuple[str, str], str]:
    """The extensions file: by student and assignment (`*` for all), a moment, or a span such as `+48h` or `+2d`."""
    if not course.policy.extensions:
        return {}
    path = course.root / course.policy.extensions
    if not path.is_file():
        raise UserError(f"{path} is not there. {FILE} names it in [policy] as `extensions`.")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(8)
def _read(path: Path, _: int) -> Mapping[tuple[str, str], str]:
    found = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = set(COLUMNS) - set(rows.fieldnames or ())
            if missing:
                raise UserError(
                    f"{path}: the column `{min(missing)}` is missing. The first line is {','.join(COLUMNS)}."
                )
            for row in rows:
                until = (row["until"] or "").strip()
                if not _SPAN.fullmatch(until):
                    try:
                        datetime.fromisoformat(until)
                    except ValueError:
                        raise UserError(
                            f"{path}, line {rows.line_num}: `until` is {until!r}, expected 2027-01-31T23:59 or +48h."
                        ) from None
                found[(row["student"] or "").strip(), (row["assignment"] or "").strip()] = until
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} is not a CSV file in UTF-8: {error}.") from None
    return found


def lateness(course: Course, report: Report, submitted: datetime | None) -> Mapping[str, float] | None:
    """What `Report.late` says of a submission; None when it is in time, or nobody knows when it came."""
    deadline = due(course, report.assignment, report.student)
    if deadline is None or submitted is None or submitted <= deadline:
        return None
    seconds = (submitted - deadline).total_seconds()
    penalty = course.policy.penalty(report.score, seconds)
    return {"seconds": round(seconds, 3), "penalty": penalty, "score": round(report.score - penalty, 4)}


def settle(handed_in: Sequence[SubmittedFile], reports: Sequence[Report], course: Course, out: Path) -> list[Report]:
    """`reports` with the lateness of their `handed_in`; those that it changes are written below `out` anew."""
    settled = []
    for submitted, report in zip(handed_in, reports, strict=True):
        new = replace(report, late=lateness(course, report, submitted_at(submitted.path.parent)))
        if new.late != report.late:
            write_whole(out / names.folder(report.student) / f"{report.assignment}.json", new.to_json().encode())
        settled.append(new)
    return settled
