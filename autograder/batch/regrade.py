"""A regrade: what it would change and why, said before anything is written; both runs kept."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.model.course import Course
from autograder.model.files import write_whole
from autograder.model.report import CheckReport, Report
from autograder.model.reports import path_in, read_report

REASONS = {
    "assignment_sha256": "the checks or points were changed",
    "submission_sha256": "another file was handed in",
    "torch": "another version of torch",
    "version": "another version of this kit",
    "seed": "another seed",
    "device": "another device",
}


@dataclass(frozen=True)
class Change:
    """One submission whose score, or a check of it, comes out otherwise."""

    student: str
    assignment: str
    before: float | None
    after: float
    why: tuple[str, ...]

    @property
    def by(self) -> float:
        """Points gained, or lost if below zero."""
        return round(self.after - (self.before or 0.0), 4)


def changes(folder: Path, new: Sequence[Report]) -> list[Change]:
    """Whose score changes from the reports in `folder` to `new`, by how much and why; only those that change at all."""
    found = []
    for report in new:
        before = read_report(path_in(folder, report.student, report.assignment))
        if why := _why(before, report) if before else ["not graded before"]:
            score = before.score if before else None
            found.append(Change(report.student, report.assignment, score, report.score, tuple(why)))
    return found


def _why(before: Report, after: Report) -> list[str]:
    """The checks that come out otherwise, under what is different between the runs; empty when nothing counts."""
    old, new = _checks(before), _checks(after)
    lines = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            lines.append(f"{name}: new, {now.points:g} of {now.max_points:g}")
        elif was is not None and now is None:
            lines.append(f"{name}: no longer asked, had {was.points:g}")
        elif was is not None and now is not None and (was.points, was.outcome) != (now.points, now.outcome):
            told = (now.message or was.message).split("\n")[0]
            lines.append(f"{name}: {was.outcome} {was.points:g} → {now.outcome} {now.points:g}. {told}".strip())
    if not lines and before.score == after.score and before.status == after.status:
        return []
    causes = [text for key, text in REASONS.items() if before.kit.get(key) != after.kit.get(key)]
    return [*([", ".join(causes)] if causes else []), *lines]


def _checks(report: Report) -> dict[str, CheckReport]:
    return {check.id: check for exercise in report.exercises for check in exercise.checks}


def record(course: Course, reports: Sequence[Report], fresh: Path, out: Path) -> Path:
    """Put the regraded reports from `fresh` into `out`; both runs are kept in the folder that is returned."""
    runs = course.private / "runs"
    runs.mkdir(parents=True, mode=0o700, exist_ok=True)
    kept = Path(tempfile.mkdtemp(prefix=datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ-"), dir=runs))
    for report in reports:
        for side, folder in (("before", out), ("after", fresh)):
            _copy(report, folder, kept / side)
    for report in reports:
        _copy(report, fresh, out)
    return kept


def _copy(report: Report, source: Path, target: Path) -> None:
    """A report and its pictures, the report last."""
    old, new = (path_in(folder, report.student, report.assignment) for folder in (source, target))
    if old.with_suffix("").is_dir():
        shutil.copytree(old.with_suffix(""), new.with_suffix(""), dirs_exist_ok=True)
    if old.is_file():
        write_whole(new, old.read_bytes())
