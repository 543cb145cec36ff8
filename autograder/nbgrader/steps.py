"""The steps that stand in nbgrader's own lists: from the lesson to a release, from a submission to its grade.

nbgrader reads this with every command: torch waits until something is graded.
"""

import os
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.batch import late, store
from autograder.batch.mirror import mirror
from autograder.errors import UserError
from autograder.feedback import pages
from autograder.grading.provenance import assignment_sha256
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.model import names
from autograder.model.course import Assignment, Course
from autograder.model.files import first_link, read_bytes
from autograder.model.notebook import CHECK_SUFFIX, Unreadable
from autograder.model.report import Report
from autograder.model.reports import figures_of, path_in, read_report
from autograder.nbgrader import source
from autograder.nbgrader.source import REPORTS, course_at
from autograder.nbgrader.submission import framed, unreadable
from autograder.nbgrader.verdicts import comments, with_verdicts


def released_notebook(assignment: Assignment) -> Any:
    """The released notebook as nbformat has it.

    Raises UserError when it is not there.
    """
    if not assignment.released.is_file():
        raise UserError(f"{assignment.released} is not there. Make it with `nbgrader generate_assignment`.")
    return nbformat.read(assignment.released, as_version=4)


def framed_file(path: Path, assignment: Assignment) -> Any:
    """The submission at `path` in the frame of its release, whatever `path` turns out to be."""
    released = released_notebook(assignment)
    try:
        return framed(read_bytes(first_link(path, 2)), released, assignment)
    except Unreadable as error:
        return unreadable(str(error), released)


class FromLesson(NbGraderPreprocessor):
    """First step of `generate_assignment`: the lesson as it is now, and the files that go out beside it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook that nbgrader read is only the lesson as it was when nbgrader started."""
        from autograder.publish.release import supplements

        assignment = course_at(self.parent.parent.coursedir.root).assignment(resources["nbgrader"]["assignment"])
        outputs = resources.setdefault("outputs", {})
        outputs.update(supplements(assignment))
        outputs[source.ANSWERS] = _recorded_answers(assignment)
        return source.source_notebook(assignment), resources


def _recorded_answers(assignment: Assignment) -> bytes:
    """The recorded answers that belong to the lesson as it is: those of the last release, or new ones."""
    from autograder.grading.recorded import RecordedAnswers
    from autograder.grading.recording import record
    from autograder.grading.suite import CheckSuite
    from autograder.runner.pool import Zygote

    kept = source.kept_answers(assignment)
    known = RecordedAnswers.load(kept).provenance if kept.is_file() else {}
    if known.get("assignment_sha256") != assignment_sha256(assignment):
        with Zygote(assignment.course) as zygote:
            record(CheckSuite(assignment, assignment.course.public_seed), zygote).save(kept)
    return kept.read_bytes()


class SubmissionReader(NotebookExporter):
    """Reads submissions for `autograde`: none is too damaged to be given to the steps that follow."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """nbgrader comes here twice: with what was submitted, then with what it has made of it."""
        here, coursedir = resources["nbgrader"], self.parent.coursedir  # type: ignore[union-attr]
        submitted = coursedir.format_path(coursedir.submitted_directory, here["student"], here["assignment"])
        if os.path.abspath(os.path.dirname(filename)) != os.path.abspath(submitted):
            return super().from_filename(filename, resources=resources, **kw)
        nb = framed_file(Path(filename), course_at(coursedir.root).assignment(here["assignment"]))
        resources["metadata"] = {"path": os.path.dirname(filename), "name": here["notebook"]}
        return self.from_notebook_node(nb, resources=resources, **kw)


class GradeOutside(NbGraderPreprocessor):
    """In the place of Execute: the engine runs the submission in its sandbox and judges it outside."""

    sandbox = Unicode("full", help="The least sandbox that is accepted: full, reduced or none.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Points and verdicts become the output of the check cells, where nbgrader looks for them.

        Raises KitError when the engine failed: nbgrader then goes on with the next student.
        """
        from autograder.nbgrader.engine import engine_of

        here, coursedir = resources["nbgrader"], self.parent.parent.coursedir
        course = course_at(coursedir.root)
        folder = coursedir.format_path(coursedir.submitted_directory, here["student"], here["assignment"])
        _same_points(nb, course.assignment(here["assignment"]))
        path = first_link(Path(folder, f"{here['notebook']}.ipynb"), 2)
        submitted = SubmittedFile(
            names.student(here["student"]), here["assignment"], path, modules=modules.beside(path)
        )
        report, figures = engine_of(course.root, self.sandbox).grade(course, submitted, self.parent.parent.force)
        report = late.settle([submitted], [report], course, course.root / REPORTS)[0]
        with Gradebook(here["db_url"]) as book:
            set_deadline(book, course, report, here["student"])
        resources["nbgrader"]["report"] = report
        return with_verdicts(nb, report, figures), resources


def _same_points(nb: Any, assignment: Assignment) -> None:
    """Raises UserError when the grade book was made with other points than grading.toml has now."""
    points = {exercise.name + CHECK_SUFFIX: exercise.points for exercise in assignment.exercises}
    for cell in nb.cells:
        mark = cell.metadata.get("nbgrader", {})
        wanted = points.get(mark.get("grade_id"))
        if wanted is not None and float(mark["points"]) != wanted:
            raise UserError(
                f"`{mark['grade_id']}` has {mark['points']} points in the grade book, {wanted:g} in grading.toml. "
                f"Run `nbgrader generate_assignment {assignment.name} --force`."
            )


def set_deadline(book: Any, course: Course, report: Report, student: str) -> None:
    """Put the deadline of grading.toml, and the student's extension, where nbgrader reckons lateness from."""
    deadline = course.policy.deadline(report.assignment)
    ledger = store.read(book.db.connection(), report.assignment, report.student)
    until = ledger.extensions.get((report.student, report.assignment), "")
    mine = late.due(course, report.assignment, report.student, until)
    if deadline is not None and mine is not None:
        book.find_assignment(report.assignment).duedate = deadline.replace(tzinfo=None)
        book.find_submission(report.assignment, student).extension = (mine - deadline) or None
        book.db.commit()


class SaveComments(NbGraderPreprocessor):
    """After nbgrader's SaveAutoGrades: what was wrong, as the automatic comment of the exercise's cell."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """What people gave stands beside it, in the columns that nbgrader has for that."""
        here = resources["nbgrader"]
        report: Report = here["report"]
        course = course_at(self.parent.parent.coursedir.root)
        ledger = store.opened(course, here["db_url"]).current(report.assignment)
        result = store.result_of(report, ledger, course)
        with Gradebook(here["db_url"]) as book:
            for name, text in comments(report).items():
                book.find_comment(name, here["notebook"], here["assignment"], here["student"]).auto_comment = text
            mirror(book.db.connection(), result)
            book.db.commit()
        return nb, resources


class StudentPage(HTMLExporter):
    """The page of `generate_feedback`: the same that `autograder report` writes, wherever it is asked for."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """nbgrader's own page stands in where there is no report of the submission in the course."""
        here, coursedir = resources["nbgrader"], self.parent.coursedir  # type: ignore[union-attr]
        course = course_at(coursedir.root)
        path = path_in(course.root / REPORTS, names.student(here["student"]), here["assignment"])
        report = read_report(path)
        if report is None:
            return super().from_filename(filename, resources=resources, **kw)
        grade = store.grader(course, here["db_url"])
        figures = figures_of(report, path.parent)
        page = pages.feedback_page(grade(report), course.assignment(report.assignment), figures)
        return page, {**resources, "output_extension": ".html"}


class LatePolicy(BasePlugin):
    """nbgrader's late-penalty plugin: the table [policy] of grading.toml."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off `score` for work that came `total_seconds_late` after its deadline, extension included."""
        root = self.parent.parent.parent.coursedir.root
        return course_at(root).policy.penalty(score, total_seconds_late) or None
