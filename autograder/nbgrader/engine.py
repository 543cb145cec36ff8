"""The engine, warm in nbgrader's process: one zygote and one bench an assignment for the whole class."""

import atexit
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograder.batch import classrun
from autograder.errors import KitError
from autograder.grading.bench import Bench, secret_bench
from autograder.grading.grade import grade
from autograder.grading.provenance import assignment_sha256
from autograder.grading.secret import secret_of
from autograder.intake.find import SubmittedFile
from autograder.model.course import Course
from autograder.model.report import Report
from autograder.model.reports import figures_of, path_in, write_report
from autograder.nbgrader.source import REPORTS
from autograder.runner.pool import Zygote
from autograder.sandbox import left_out


class Engine:
    """A zygote and the benches that have been needed so far, all of one course."""

    def __init__(self, sandbox: str) -> None:
        self.sandbox = sandbox
        self._zygote: Zygote | None = None
        self._benches: dict[tuple[str, str], Bench] = {}

    def grade(self, course: Course, submitted: SubmittedFile, again: bool) -> tuple[Report, Mapping[str, bytes]]:
        """The report of `submitted` and its figures: that on disk when nothing has changed since, unless `again`.

        Raises KitError when something of ours failed, UserError when the sandbox is weaker than asked for.
        """
        out = course.root / REPORTS
        choice = classrun.Choice(out, force=again, sandbox=self.sandbox)
        secret = secret_of(course, choice.seed)
        assignment = course.assignment(submitted.assignment)
        sha = assignment_sha256(assignment)
        report, changed = classrun.standing(submitted, sha, choice, secret.name)
        if report is not None and not changed:
            return report, figures_of(report, path_in(out, report.student, report.assignment).parent)
        zygote = self._warm(course)
        bench = self._benches.get((assignment.name, sha))
        if bench is None:
            bench = secret_bench(assignment, secret, choice.device, zygote)
            self._benches[assignment.name, sha] = bench
        graded = grade(submitted, bench, zygote)
        write_report(graded.report, out, graded.figures)
        if graded.report.status == "grader_error":
            faults = [c.message for e in graded.report.exercises for c in e.checks if c.outcome == "error"]
            fault = graded.report.message or next(iter(faults), "no reason was given")
            raise KitError(f"{submitted.student}/{submitted.assignment} failed through our fault: {fault}")
        return graded.report, graded.figures

    def _warm(self, course: Course) -> Zygote:
        if self._zygote is None or not self._zygote.alive():
            self.stop()
            self._zygote = Zygote(course, without=left_out(self.sandbox)).start()
            classrun.check_layers(self._zygote, self.sandbox)
            self._zygote.wait()
        return self._zygote

    def stop(self) -> None:
        if self._zygote is not None:
            self._zygote.stop()
            self._zygote = None
            self._benches.clear()  # they ask the reference in its children


@cache
def engine_of(root: Path, sandbox: str) -> Engine:
    """The process's engine for the course in `root`; it ends with the process."""
    engine = Engine(sandbox)
    atexit.register(engine.stop)
    return engine
