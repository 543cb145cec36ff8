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
from autograder.nbgrader.source import REPORTS, course_at
from autograder.runner.pool import Zygote
from autograder.sandbox import left_out


class Engine:
    """The zygote of a course and the benches that have been needed so far."""

    def __init__(self, course: Course, sandbox: str) -> None:
        self.sandbox = sandbox
        self._zygote = Zygote(course, without=left_out(sandbox))
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
        if not self._zygote.alive():
            self.stop()
            self._zygote.start()
        classrun.check_layers(self._zygote, self.sandbox)
        zygote = self._zygote.wait()
        if (assignment.name, sha) not in self._benches:
            self._benches[assignment.name, sha] = secret_bench(assignment, secret, choice.device, zygote)
        graded = grade(submitted, self._benches[assignment.name, sha], zygote)
        write_report(graded.report, out, graded.figures)
        if graded.report.status == "grader_error":
            faults = [c.message for e in graded.report.exercises for c in e.checks if c.outcome == "error"]
            fault = graded.report.message or next(iter(faults), "no reason was given")
            raise KitError(f"{submitted.student}/{submitted.assignment} failed through our fault: {fault}")
        return graded.report, graded.figures

    def stop(self) -> None:
        self._zygote.stop()
        self._benches.clear()  # they ask the reference in its children


@cache
def engine_of(root: Path, sandbox: str) -> Engine:
    """The process's engine for the course in `root`; it ends with the process."""
    engine = Engine(course_at(str(root)), sandbox)
    atexit.register(engine.stop)
    return engine
