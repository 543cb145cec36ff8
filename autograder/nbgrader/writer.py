"""One writer puts reports into nbgrader's grade book. Twice gives the same book; what was cut short is completed.

The scores of one submission are one transaction. Scores and comments that people gave are those of the store.
"""

import contextlib
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.batch import late, store
from autograder.batch.database import opened
from autograder.batch.mirror import mirror
from autograder.errors import UserError
from autograder.intake.archive import STAMP
from autograder.intake.find import SubmittedFile
from autograder.model.course import Assignment, Course
from autograder.model.files import read_start, write_whole
from autograder.model.marks import Key, Result
from autograder.model.notebook import CHECK_SUFFIX, Unreadable
from autograder.model.report import Report, as_points
from autograder.model.reports import figures_of, path_in
from autograder.nbgrader.steps import framed_file, released_notebook
from autograder.nbgrader.verdicts import comments, with_verdicts
from autograder.publish.instructor import pictures_in


@dataclass(frozen=True)
class Filled:
    """What the writer did: how many submissions it wrote, found as they should be, and how many wait for a person."""

    written: int
    unchanged: int
    waiting: int


def fill(
    url: str,
    reports: Sequence[Report],
    course: Course,
    submitted: Mapping[Key, SubmittedFile],
    out: Path,
    done: Callable[[Report], None] = lambda _: None,
) -> Filled:
    """Bring the grade book at `url` up to date with `reports`.

    `submitted` says where the notebook of a (student, assignment) is, where that is known: it is needed to show it in
    nbgrader's formgrader. Figures lie beside the reports in `out`.
    Raises UserError when the database cannot be used.
    """
    written = waiting = 0
    names = dict.fromkeys(report.assignment for report in reports)
    mine = store.opened(course, url)
    with mine.writing() as db:
        store.attempts(db, reports)
    ledgers = {name: mine.current(name) for name in names}
    with opened(url) as book:
        for name in names:
            _define(book, url, course.assignment(name))
        for report in reports:
            result = store.result_of(report, ledgers[report.assignment], course)
            one = submitted.get((report.student, report.assignment))
            notebook = framed_file(one.path, course.assignment(report.assignment)) if one else None
            changed, waits = _enter(book, result, course, one, ledgers[report.assignment].extensions)
            book.db.commit()
            if notebook is not None:
                figures = figures_of(report, path_in(out, report.student, report.assignment).parent)
                _show(with_verdicts(notebook, report, figures), report, course, one)
            written += changed
            waiting += waits
            done(report)
    return Filled(written, len(reports) - written, waiting)


def define_missing(url: str, assignment: Assignment) -> None:
    """Enter the released assignment in the grade book if it is not there at all.

    Raises UserError when the database cannot be used.
    """
    from nbgrader.api import MissingEntry

    with opened(url) as book:
        try:
            book.find_notebook(assignment.name, assignment.name)
        except MissingEntry:
            _define(book, url, assignment)


def _define(book: Any, url: str, assignment: Assignment) -> None:
    """The assignment and its cells, as `nbgrader generate_assignment` would enter them, if they are not so already."""
    from nbgrader.api import MissingEntry
    from nbgrader.preprocessors import ComputeChecksums, SaveCells

    nb = copy.deepcopy(released_notebook(assignment))
    points = {e.name if e.manual is not None else e.name + CHECK_SUFFIX: e.points for e in assignment.exercises}
    for cell in nb.cells:
        if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in points:
            cell.metadata.nbgrader["points"] = as_points(points[name])
    nb, _ = ComputeChecksums().preprocess(nb, {})
    due = assignment.course.policy.deadline(assignment.name)
    facts = {} if due is None else {"duedate": due.replace(tzinfo=None)}
    try:
        there = book.find_notebook(assignment.name, assignment.name)
        known = {cell.name: (cell.source, cell.checksum) for cell in there.source_cells}
        wanted = {
            cell.metadata.nbgrader.grade_id: (cell.source, cell.metadata.nbgrader.checksum)
            for cell in nb.cells
            if "nbgrader" in cell.metadata
        }
        if known == wanted and (not facts or there.assignment.duedate == facts["duedate"]):
            return
    except MissingEntry:
        pass
    book.update_or_create_assignment(assignment.name, **facts)
    book.db.commit()
    place = {"notebook": assignment.name, "assignment": assignment.name, "db_url": url}
    try:
        SaveCells().preprocess(nb, {"nbgrader": place})
    except RuntimeError as error:
        raise UserError(f"{error}. Take another grade book, or the lesson as it was when they came in.") from None
    book.db.expire_all()


def _enter(
    book: Any, result: Result, course: Course, handed_in: SubmittedFile | None, extensions: Mapping[Key, str]
) -> tuple[bool, bool]:
    """One grade; whether that changed anything, and whether it waits for a person."""
    from nbgrader.api import MissingEntry

    report = result.report
    student, assignment = report.student, report.assignment
    book.update_or_create_student(student)
    try:
        submission, changed = book.find_submission(assignment, student), False
    except MissingEntry:
        submission, changed = book.add_submission(assignment, student), True
    until = extensions.get((student, assignment), "")
    for name, value in _times(course, report, handed_in, until).items():
        changed |= _put(submission, name, value)
    page = submission.notebooks[0]
    cells = {one.cell: one for one in result.exercises}
    for grade in page.grades:
        if (one := cells.get(grade.cell.name)) is not None:
            unknown = one.found.outcome == "error" or (one.found.outcome == "manual" and not one.unanswered)
            changed |= _put_score(grade, None if unknown else float(one.found.points))
    said = {**comments(report), **{one.name: "No response." for one in result.exercises if one.unanswered}}
    for comment in page.comments:
        changed |= _put(comment, "auto_comment", said.get(comment.cell.name))
    book.db.flush()
    changed |= mirror(book.db.connection(), result)
    book.db.expire_all()
    return changed, any(grade.needs_manual_grade for grade in page.grades)


def _times(course: Course, report: Report, one: SubmittedFile | None, until: str) -> dict[str, Any]:
    """When it was handed in, and the student's extension, where they are known; all of it UTC."""
    stamp = late.time_of(one, course)[0] if one else None
    facts: dict[str, Any] = {} if stamp is None else {"timestamp": stamp.replace(tzinfo=None)}
    deadline = course.policy.deadline(report.assignment)
    mine = late.due(course, report.assignment, report.student, until)
    if deadline is not None and mine is not None:
        facts["extension"] = (mine - deadline) or None
    return facts


def _put(entry: Any, name: str, value: Any) -> bool:
    if getattr(entry, name) == value:
        return False
    setattr(entry, name, value)
    return True


def _put_score(grade: Any, score: float | None) -> bool:
    """An automatic score, beside what a person gave: theirs stands, to be seen again if the machine's changed."""
    changed = _put(grade, "auto_score", score)
    if grade.manual_score is None:
        return _put(grade, "needs_manual_grade", score is None) or changed
    return (changed and _put(grade, "needs_manual_grade", True)) or changed


def _show(notebook: Any, report: Report, course: Course, one: SubmittedFile | None) -> None:
    """The notebook with its verdicts where the formgrader and `generate_feedback` look for it."""
    import nbformat

    folder = course.root / "autograded" / report.student / report.assignment
    for picture in pictures_in(course.assignment(report.assignment).release):
        write_whole(folder / picture.name, picture.read_bytes())
    write_whole(folder / f"{report.assignment}.ipynb", nbformat.writes(notebook).encode("utf-8", "replace"))
    if one is not None:
        with contextlib.suppress(Unreadable):
            write_whole(folder / STAMP, read_start(late.stamp_of(one), late.MOST_STAMP))
