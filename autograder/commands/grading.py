"""Commands that grade: `grade`, `doctor`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder import config
from autograder.commands import CourseOption, course_at, err, out, progress_bar
from autograder.errors import UserError

if TYPE_CHECKING:
    from autograder.report import Report


def grade(
    paths: Annotated[list[Path], typer.Argument(help="A notebook, a folder of notebooks, or nbgrader's `submitted`.")],
    assignment: Annotated[str | None, typer.Option(help="The assignment's id, where the paths do not tell.")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where reports are written.")] = Path("reports"),
    jobs: Annotated[int, typer.Option(min=1, help="Workers; one a core by default.")] = len(os.sched_getaffinity(0)),
    device: Annotated[str, typer.Option(help="cpu or cuda")] = "cpu",
    seed: Annotated[
        str, typer.Option(help="A number, or `secret`: a seed of this course that nobody has seen.")
    ] = "secret",
    force: Annotated[bool, typer.Option("--force", help="Grade again what is unchanged.")] = False,
    sandbox: Annotated[str, typer.Option(help="The least that is accepted: full, reduced or none.")] = "full",
    course: CourseOption = None,
) -> None:
    """Grade submissions: a report each, and a table of all."""
    for value, known, option in (
        (device, ("cpu", "cuda"), "--device"),
        (sandbox, ("full", "reduced", "none"), "--sandbox"),
    ):
        if value not in known:
            raise UserError(f"{option} is `{value}`, expected one of {', '.join(known)}.")
    here = course_at(course)
    from autograder import submissions

    units = submissions.find(paths, here, assignment)
    from autograder import classrun

    choice = classrun.Choice(out_folder, jobs, device, seed, force, sandbox)
    skipped = 0
    with progress_bar(err) as bar:
        task = bar.add_task("starting", total=len(units))

        def tell(what: str, number: int, of: int) -> None:
            bar.update(task, description=f"asking {what}", completed=number, total=of)

        finished = 0

        def done(report: "Report", was_there: bool) -> None:
            nonlocal skipped, finished
            skipped += was_there
            finished += 1
            bar.update(task, description=f"graded {report.student[:24]}", completed=finished, total=len(units))

        try:
            reports = classrun.run(units, here, choice, tell, done)
        except KeyboardInterrupt:
            bar.stop()
            err.print(
                f"Stopped. {finished} of {len(units)} reports are in {out_folder}; the same command goes on from there."
            )
            raise SystemExit(130) from None
    show_reports(reports, here, out_folder, skipped)
    if any(report.status == "grader_error" for report in reports):
        raise SystemExit(1)


def show_reports(reports: "list[Report]", course: config.Course, folder: Path, skipped: int) -> None:
    from autograder import terminal

    for name in dict.fromkeys(report.assignment for report in reports):
        mine = [report for report in reports if report.assignment == name]
        out.print(terminal.class_table(mine, course.assignment(name)))
        out.print(Text(terminal.exercise_key(course.assignment(name)), style="dim"))
    if len(reports) == 1:
        out.print(terminal.details(reports[0]))
    for report in reports:
        if report.status == "grader_error":
            err.print(Text(f"{report.student}: could not be graded through our fault: {report.message}"))
    unchanged = f" ({skipped} unchanged, not graded again; --force grades all)" if skipped else ""
    out.print(Text(f"{len(reports)} reports in {folder}/{unchanged}"))


def doctor(course: CourseOption = None) -> None:
    """Which walls stand, versions, data, and what to do about each thing missing."""
    from rich.table import Table

    from autograder import doctor as doctors

    table = Table(pad_edge=False)
    for heading in ("", "topic", "name", "found", "to do"):
        table.add_column(heading, overflow="fold")
    for line in doctors.examine(course_at(course)):
        mark = Text("✓", style="green") if line.well else Text("✗", style="red")
        table.add_row(mark, line.topic, line.name, Text(line.found), Text(line.remedy))
    out.print(table)
