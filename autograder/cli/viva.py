"""The command `viva`: questions about a student's own code, for whoever talks with the student."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, JsonOption, SandboxOption, as_json, course_at, err, out
from autograder.errors import UserError
from autograder.model.number import counted


def viva(
    folder: Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")] = Path("reports"),
    submitted: Annotated[
        list[Path] | None, typer.Option("--submitted", help="Where the notebooks are; by default `submitted`.")
    ] = None,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be repeated.")] = None,
    assignment: Annotated[str | None, typer.Option(metavar="ID", help="Only this assignment.")] = None,
    questions: Annotated[int, typer.Option(min=1, max=9, help="How many for each student.")] = 3,
    seed: Annotated[
        str, typer.Option(help="A number, or `secret`: the course's own. The same seed gives the same sheets.")
    ] = "secret",
    sandbox: SandboxOption = "full",
    json_file: JsonOption = None,
    course: CourseOption = None,
) -> None:
    """Make questions about each student's own code, with answers that were computed."""
    here = course_at(course)
    if not folder.is_dir():
        raise UserError(f"{folder} is not there. Grade first: autograder grade PATH --out {folder}")
    from autograder.intake import find
    from autograder.model.report import read_report

    found = [report for path in sorted(folder.glob("*/*.json")) if (report := read_report(path)) is not None]
    known = {report.student for report in found}
    for name in student or ():
        if name not in known:
            raise UserError(f"{folder} holds no report of {name!r}. It has {counted(len(known), 'student')}.")
    reports = [r for r in found if r.assignment in here.assignments and (not student or r.student in student)]
    if assignment is not None:
        reports = [report for report in reports if report.assignment == here.assignment(assignment).name]
    if not reports:
        raise UserError(f"{folder} holds no report. Grade first: autograder grade PATH --out {folder}")
    usual = here.root / "submitted"
    paths = submitted or ([usual] if usual.is_dir() and any(usual.glob("*/*")) else [])
    notebooks = {(one.student, one.assignment): one.path for one in (find.find(paths, here, None) if paths else ())}
    from autograder.batch import classrun
    from autograder.runner.pool import Zygote
    from autograder.sandbox import left_out
    from autograder.viva import page
    from autograder.viva.asking import Asker, sheets

    drawn = classrun.secret_of(here, seed).seed
    classrun.one_thread()
    made = []
    with Zygote(here, without=left_out(sandbox)) as zygote, as_json("viva", json_file) as write:
        for name in dict.fromkeys(report.assignment for report in reports):
            classrun.check_layers(zygote, here.assignment(name), sandbox)
            with err.status(f"asking {name}"):
                asker = Asker(here.assignment(name), zygote, drawn, questions)
                mine = list(sheets(asker, [r for r in reports if r.assignment == name], notebooks))
            made += mine
            path = page.write(folder, here.assignment(name), mine)
            if student:
                for line in (line for sheet in mine for line in page.lines(sheet)):
                    out.print(Text(line))
            asked = sum(len(sheet.questions) for sheet in mine)
            out.print(Text(f"{counted(asked, 'question')} for {counted(len(mine), 'student')}: {path}"))
        totals = {"sheets": len(made), "questions": sum(len(sheet.questions) for sheet in made)}
        write(totals, {"sheets": [sheet.as_data() for sheet in made]})
