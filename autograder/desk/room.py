"""The class at hand: reports as they lie on disk, what people gave, and who is called what on the pages."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.batch.store import Store, result_of
from autograder.intake.find import SubmittedFile
from autograder.model.course import Assignment, Course
from autograder.model.marks import Event, Key, Ledger, Result
from autograder.model.report import Report
from autograder.model.reports import read_report

FRESH = 1.0  # seconds for which what was read is taken for what is there


@dataclass(frozen=True)
class View:
    """One assignment at one moment: grades in the order of students, by key, and what people gave."""

    assignment: Assignment
    results: tuple[Result, ...]
    by_key: Mapping[str, Result]
    ledger: Ledger


class Room:
    """Reads the reports below `folder` again when they change. A student's key in addresses says no name."""

    def __init__(self, course: Course, folder: Path, store: Store, notebooks: Mapping[Key, SubmittedFile]) -> None:
        self.course, self.folder, self.store, self.notebooks = course, folder, store, notebooks
        self._read: dict[Path, tuple[int, Report]] = {}
        self._views: dict[str, tuple[float, View]] = {}
        self._looked = 0.0

    def reports(self) -> Mapping[Key, Report]:
        """All reports, without what fills memory: pictures and curves are read when they are shown."""
        if time.monotonic() - self._looked > FRESH:
            read = {}
            for path in sorted(self.folder.glob("*/*.json")):
                changed = path.stat().st_mtime_ns
                before = self._read.get(path)
                if before and before[0] == changed:
                    read[path] = before
                elif (report := read_report(path)) is not None and report.assignment in self.course.assignments:
                    light = tuple(replace(e, shown=(), training=None) for e in report.exercises)
                    read[path] = (changed, replace(report, exercises=light))
            self._read, self._looked = read, time.monotonic()
        return {(report.student, report.assignment): report for _, report in self._read.values()}

    def assignments(self) -> list[Assignment]:
        """Those of which there are reports, in the order of grading.toml."""
        there = {name for _, name in self.reports()}
        return [one for name, one in self.course.assignments.items() if name in there]

    def view(self, name: str) -> View:
        """One assignment as it is now."""
        before = self._views.get(name)
        if before and time.monotonic() - before[0] < FRESH:
            return before[1]
        ledger = self.store.current(name)
        mine = [report for (_, assignment), report in self.reports().items() if assignment == name]
        results = tuple(
            result_of(report, ledger, self.course) for report in sorted(mine, key=lambda r: r.student.casefold())
        )
        keys = {key_of(result.student): result for result in results}
        view = View(self.course.assignment(name), results, keys, ledger)
        self._views[name] = (time.monotonic(), view)
        return view

    def give(self, events: list[Event], seen: int) -> None:
        """Keep what somebody gave.

        Raises Conflict, UserError as the store does.
        """
        try:
            self.store.give(events, self.reports(), seen)
        finally:
            self.forget()

    def forget(self) -> None:
        """What was read may have changed."""
        self._views, self._looked = {}, 0.0

    def result(self, report: Report) -> Result:
        """The grade of one submission, by its whole report."""
        return result_of(report, self.view(report.assignment).ledger, self.course)


def key_of(student: str) -> str:
    """What stands for a student in addresses, and orders students when names are hidden."""
    return hashlib.sha256(student.encode()).hexdigest()[:12]
