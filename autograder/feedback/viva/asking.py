"""Sheets for those whose reports and notebooks are at hand: each notebook is asked in a child of its own."""

from dataclasses import replace

from autograder.errors import KitError
from autograder.feedback.viva.choosing import drawn, outputs_of, questions
from autograder.feedback.viva.sheet import Sheet
from autograder.grading.suite import CheckSuite
from autograder.intake import modules
from autograder.intake.find import NOT_AT_HAND, SubmittedFile
from autograder.intake.lesson import read_in
from autograder.model import notebook
from autograder.model.course import Assignment
from autograder.model.files import read_bytes
from autograder.model.report import Report
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Died
from autograder.runner.session import Session

SECONDS = 20  # of one notebook, all together: an emergency brake; a sheet takes a tenth of it
SEEDS = (1, 2, 3)  # one to ask under, and two under which every answer has to be the same


class Asker:
    """Makes sheets of one assignment. `seed` decides which questions are drawn, and the numbers that are asked with."""

    def __init__(self, assignment: Assignment, zygote: Zygote, seed: int, most: int) -> None:
        self.assignment, self.zygote, self.seed, self.most = assignment, zygote, seed, most
        first, *others = (drawn(seed, assignment.name, str(n)).getrandbits(48) for n in SEEDS)
        self.suite = CheckSuite(assignment, first)
        self.suites = [self.suite, *map(self.suite.under, others)]
        self.released = notebook.release_cells(assignment)
        self.cpu = 0.0

    def sheet(self, report: Report, handed_in: SubmittedFile | None) -> Sheet:
        """The questions on one graded notebook; why there are none, where there are none."""
        blank = Sheet(report.student, report.assignment)
        if handed_in is None:
            return replace(blank, told=NOT_AT_HAND)
        try:
            data = read_bytes(handed_in.path)
            submission = read_in(data, handed_in.modules, self.released, self.assignment)
        except notebook.Unreadable as error:
            return replace(blank, told=str(error))
        if report.kit.get("submission_sha256") != modules.sha256(data, handed_in.modules):
            return replace(blank, told="The notebook is another one than the report is about: grade it first.")
        sources: dict[str, str] = {}
        for cell in submission.cells:
            if cell.defines:
                sources[cell.label] = f"{sources[cell.label]}\n\n{cell.source}" if cell.more else cell.source
        trained = {e.name for e in self.assignment.exercises if e.threshold is not None}
        run = [cell for cell in submission.cells if cell.label not in trained]
        limits = replace(self.assignment.limits, submission_seconds=SECONDS)
        rng = drawn(self.seed, report.student, report.assignment, report.kit.get("submission_sha256", ""))
        try:
            with Session(self.zygote, limits, run, self.suite.source, submission.modules) as session:
                made = questions(
                    report, sources, self.assignment, self.suites, session, rng, self.most, outputs_of(data)
                )
        except (Died, KitError) as error:
            return replace(blank, told=f"It could not be asked: {error}.")
        except (RecursionError, MemoryError, SyntaxError, ValueError):  # code that is made to break whoever reads it
            return replace(blank, told="The code of this notebook is of a form that nothing can be asked about.")
        self.cpu = session.usage.cpu
        passing = any(e.outcome == "pass" and e.name in sources for e in report.exercises)
        none = "What passes yields no question." if passing else "No exercise passes; only what passes is asked about."
        return replace(blank, questions=tuple(made), told="" if made else none)
