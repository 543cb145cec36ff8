"""Commands for what comes after grading: `gradebook sync`, `export …`, `bundle gradescope`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.batch import database
from autograder.cli import options
from autograder.cli.common import command_group, err, grader, notebooks_in, out, progress
from autograder.errors import UserError
from autograder.export import canvas as of_canvas
from autograder.export import gradescope as of_gradescope
from autograder.export import moodle as of_moodle
from autograder.export import scores, tables
from autograder.intake.find import SubmittedFile
from autograder.model import names
from autograder.model.course import Course
from autograder.model.files import read_rows, write_whole
from autograder.model.marks import Key, Result
from autograder.model.number import counted
from autograder.model.report import Report

gradebook = command_group("nbgrader's grade book.")
export = command_group("Scores for Canvas, Moodle, Gradescope, nbgrader, or as plain CSV.")
bundle = command_group("The kit packed for a service that grades.")


@gradebook.command("sync")
def sync(
    reports: options.ReportsFolder = Path("reports"),
    url: Annotated[
        str | None, typer.Option("--gradebook", help="The grade book; by default the course's own. [URL]")
    ] = None,
    submitted: options.Submitted = None,
    course: options.Course = options.HERE,
) -> None:
    """Bring the grade book up to date with the reports."""
    fill(scores.reports_below(reports, None, course), course, url, notebooks_in(submitted, course), reports)


def fill(
    reports: Sequence[Report], course: Course, url: str | None, notebooks: Mapping[Key, SubmittedFile], folder: Path
) -> None:
    """Write `reports` into the grade book and say what was done; when it cannot be used, how to do so later."""
    from autograder.nbgrader import writer

    place = database.url_of(course, url)
    with progress("grade book", len(reports)) as tell:
        try:
            done = writer.fill(place, reports, course, notebooks, folder, lambda _: tell(advance=1))
        except UserError as error:
            raise UserError(
                f"{error} The reports are kept in {folder}/: `autograder gradebook sync {folder}` enters them later."
            ) from None
    waiting = f", {counted(done.waiting, 'waits', 'wait')} for a person" if done.waiting else ""
    out.print(f"{database.shown(place)}: {done.written} written, {done.unchanged} unchanged{waiting}")


def _graded(reports: Path, assignment: str | None, url: str | None, course: Course) -> Sequence[Result]:
    return list(map(grader(course, url), scores.reports_below(reports, assignment, course)))


def _write(path: Path, text: str, results: Sequence[Result]) -> None:
    write_whole(path, text.encode("utf-8", "replace"))
    out.print(f"wrote {path}")
    if waiting := sum(bool(result.waiting) for result in results):
        wait = "waits" if waiting == 1 else "wait"
        err.print(f"{waiting} of {counted(len(results), 'submission')} still {wait} for points from a person.")


def _tell_unmatched(names: Sequence[str], path: Path, people: Iterable[str]) -> None:
    """Name the students that were left out, and who of the roster's `people` is nearly so called; in a file, too."""
    if names:
        near = {name: close for name in names if (close := tables.nearest(name, people))}
        beside = path.with_suffix(".unmatched.csv")
        rows = [{"student": name, "near": near.get(name, "")} for name in names]
        beside.write_text(tables.written(["student", "near"], rows), encoding="utf-8", newline="")
        told = "; ".join(f"{name} (near: {near[name]})" if name in near else name for name in names)
        have = f"{counted(len(names), 'student has', 'students have')} a score"
        err.print(f"{have} and {'is' if len(names) == 1 else 'are'} not on the roster: {told}. See {beside}.")


@export.command("canvas")
def canvas(
    roster: Annotated[Path, typer.Option(help="The grade book that Canvas exported.")],
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("canvas.csv"),
    assignment: options.Assignment = None,
    column: Annotated[str | None, typer.Option(help="The assignment's header in the roster.")] = None,
    reports: options.Reports = Path("reports"),
    url: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """Fill the scores into a roster that Canvas exported."""
    mine = scores.of_one(_graded(reports, assignment, url, course))
    filled = of_canvas.fill(read_rows(roster), mine, course.assignment(mine[0].assignment).title, column)
    _write(to, tables.written_rows(filled.rows), mine)
    if filled.points_possible.strip() and tables.number(filled.points_possible) != mine[0].max_score:
        err.print(f"Canvas has {filled.points_possible.strip()} points possible, grading.toml {mine[0].max_score:g}.")
    if filled.without:
        have = counted(len(filled.without), "student on the roster has", "students on the roster have")
        err.print(f"{have} no score: {'; '.join(filled.without)}.")
    _tell_unmatched(filled.unmatched, to, filled.without)


@export.command("moodle")
def moodle(
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("moodle.csv"),
    identify_by: Annotated[
        str, typer.Option(help="username, email, idnumber or id: what Moodle knows students by.")
    ] = "username",
    roster: Annotated[Path | None, typer.Option(help="Moodle's exported participants; only they are written.")] = None,
    worksheet: Annotated[Path | None, typer.Option(help="The assignment's grading worksheet, to be filled in.")] = None,
    column: Annotated[str | None, typer.Option(help="The header of the worksheet's grades, if not Grade.")] = None,
    assignment: options.Assignment = None,
    reports: options.Reports = Path("reports"),
    url: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """A table for Moodle's grade import, feedback beside the grade."""
    if identify_by not in of_moodle.HEADERS:
        raise UserError(f"--identify-by is `{identify_by}`, expected one of {', '.join(of_moodle.HEADERS)}.")
    mine = scores.of_one(_graded(reports, assignment, url, course))
    known = of_moodle.participants(read_rows(roster), identify_by) if roster else None
    if worksheet is not None:
        sheet = read_rows(worksheet)
        rows, unmatched = of_moodle.fill(sheet, mine, column)
        people = [cell for row in sheet[1:] for cell in row[1:2]]
    else:
        rows, unmatched = of_moodle.table(mine, course.assignment(mine[0].assignment).title, identify_by, known)
        people = list(known or ())
    _write(to, tables.written_rows(rows), mine)
    _tell_unmatched(unmatched, to, people)


@export.command("gradescope")
def gradescope(
    to: Annotated[Path, typer.Option(help="The folder to write to: STUDENT/results.json.")] = Path("gradescope"),
    assignment: options.Assignment = None,
    reports: options.Reports = Path("reports"),
    url: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """A results.json for every submission."""
    found = scores.of_one(_graded(reports, assignment, url, course))
    for result in found:
        path = to / names.folder(result.student) / "results.json"
        write_whole(path, of_gradescope.results(result).encode("utf-8", "replace"))
    out.print(f"wrote {counted(len(found), 'result')} below {to}/")


@export.command("nbgrader")
def nbgrader(
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("grades.csv"),
    assignment: options.Assignment = None,
    reports: options.Reports = Path("reports"),
    url: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """The columns of `nbgrader export`."""
    from autograder.export import nbgrader_csv

    mine = _graded(reports, assignment, url, course)
    _write(to, nbgrader_csv.table(mine), mine)


@export.command("csv")
def plain(
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("scores.csv"),
    assignment: options.Assignment = None,
    reports: options.Reports = Path("reports"),
    url: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """One row a submission: score, penalty, what remains, feedback."""
    mine = _graded(reports, assignment, url, course)
    _write(to, scores.table(mine), mine)


@bundle.command("gradescope")
def gradescope_bundle(
    assignment: options.AssignmentId,
    to: Annotated[Path | None, typer.Option(help="The zip to write.")] = None,
    sandbox: options.Sandbox = "reduced",
    course: options.Course = options.HERE,
) -> None:
    """A zip to upload as a Gradescope autograder: setup.sh, run_autograder, the kit, no solutions."""
    from autograder.publish import bundle as maker

    chosen = course.assignment(assignment)
    path = to or Path(f"{assignment}-gradescope.zip")
    write_whole(path, maker.gradescope(chosen, sandbox))
    out.print(f"wrote {path}")
