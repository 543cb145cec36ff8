"""The command `viva`: questions about a student's own code, for whoever talks with the student."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from autograder.batch import classrun
from autograder.cli import options
from autograder.cli.common import as_json, err, graded_in, out
from autograder.errors import UserError
from autograder.export import tables
from autograder.export.scores import reports_below
from autograder.grading.secret import secret_of
from autograder.intake.archive import Room
from autograder.intake.find import by_report, survey
from autograder.model.course import Course
from autograder.model.number import counted
from autograder.model.report import Report
from autograder.runner.pool import Zygote
from autograder.runner.zygote import one_thread
from autograder.sandbox import left_out


def viva(
    folder: options.ReportsFolder = Path("reports"),
    submitted: options.Submitted = None,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be repeated.")] = None,
    assignment: options.Assignment = None,
    questions: Annotated[int, typer.Option(min=1, max=9, help="How many for each student.")] = 3,
    seed: options.Seed = "secret",
    sandbox: options.Sandbox = "full",
    json_file: options.Json = None,
    course: options.Course = options.HERE,
) -> None:
    """Make questions about each student's own code, with answers that were computed.

    They are for a talk and count nothing. FOLDER/viva-ID.html shows all students' sheets, to read or to print.
    """
    reports = _reports(folder, student, assignment, course)
    paths = submitted or [course.root / "submitted"]
    if not submitted and not (paths[0].is_dir() and any(paths[0].iterdir())):
        there = "is empty" if paths[0].is_dir() else "is not there"
        raise UserError(f"{paths[0]} {there}. Say with --submitted where the notebooks are that were graded.")
    from autograder.feedback.viva import page
    from autograder.feedback.viva.asking import Asker

    drawn = secret_of(course, seed).seed
    one_thread()
    made = []
    with tempfile.TemporaryDirectory(prefix="handed-in-") as room, as_json("viva", json_file) as write:
        handed_in = by_report(survey(paths, course, assignment, Room(Path(room))).handed_in)
        with Zygote(course, without=left_out(sandbox)) as zygote:
            classrun.check_layers(zygote, sandbox)
            for name in dict.fromkeys(report.assignment for report in reports):
                asker = Asker(course.assignment(name), zygote, drawn, questions)
                with err.status(f"asking {name}"):
                    mine = [asker.sheet(r, handed_in.get((r.student, name))) for r in reports if r.assignment == name]
                made += mine
                path = page.write(folder, course.assignment(name), mine)
                for line in (line for sheet in mine for line in page.lines(sheet)) if student else ():
                    out.print(line)
                for told, number in Counter(sheet.told for sheet in mine if sheet.told and not student).items():
                    out.print(f"{counted(number, 'student')} without questions: {told}")
                asked = sum(len(sheet.questions) for sheet in mine)
                out.print(f"{counted(asked, 'question')} for {counted(len(mine), 'student')}: {path}")
        totals = {"sheets": len(made), "questions": sum(len(sheet.questions) for sheet in made)}
        write(totals, {"sheets": [msgspec.to_builtins(sheet) for sheet in made]})


def _reports(folder: Path, students: list[str] | None, assignment: str | None, course: Course) -> list[Report]:
    """The reports that are asked about.

    Raises UserError where there are none, or none of one of `students`.
    """
    found = reports_below(graded_in(folder), assignment, course)
    known = {report.student for report in found}
    for name in students or ():
        if name not in known:
            near = f" Did you mean {near!r}?" if (near := tables.nearest(name, known)) else ""
            what = f"report of {assignment}" if assignment else "report"
            has = f"It has some by {counted(len(known), 'student')}."
            raise UserError(f"{folder} holds no {what} by {name!r}.{near} {has}")
    return [report for report in found if not students or report.student in students]
