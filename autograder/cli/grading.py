"""Commands that grade: `grade`, `doctor`."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, course_at, err, out, progress_bar
from autograder.errors import UserError
from autograder.model import course as courses

if TYPE_CHECKING:
    from autograder.batch import classrun
    from autograder.intake.find import SubmittedFile
    from autograder.model.report import Report
    from autograder.runner.pool import Zygote

MOST_UNUSED = 30
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Notebooks, folders or zips of them, a platform's download, nbgrader's `submitted`."),
    ],
    assignment: Annotated[str | None, typer.Option(help="The assignment's id, where the paths do not tell.")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where reports are written.")] = Path("reports"),
    jobs: Annotated[int, typer.Option(min=1, help="Workers; one a core by default.")] = CORES,
    device: Annotated[str, typer.Option(help="cpu or cuda")] = "cpu",
    seed: Annotated[
        str, typer.Option(help="A number, or `secret`: a seed of this course that nobody has seen.")
    ] = "secret",
    force: Annotated[bool, typer.Option("--force", help="Grade again what is unchanged.")] = False,
    sandbox: Annotated[str, typer.Option(help="The least that is accepted: full, reduced or none.")] = "full",
    cluster: Annotated[
        str, typer.Option(help="Grade on the workers of the Dask scheduler at this address (tcp://HOST:8786).")
    ] = "",
    jobs_per_gpu: Annotated[int, typer.Option(min=0, help="With --device cuda: workers for each GPU here.")] = 0,
    gradebook: Annotated[
        str | None,
        typer.Option(help="Enter scores in nbgrader's grade book; without a URL the course's own. [URL]"),
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade all again, show what would change, and ask before writing it.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --regrade: write without asking.")] = False,
    groups: Annotated[
        Path | None, typer.Option(help="CSV `group,student`, or a platform's own: each member gets the report.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Grade submissions: a report each, and a table of all."""
    for value, known, option in (
        (device, ("cpu", "cuda"), "--device"),
        (sandbox, ("full", "reduced", "none"), "--sandbox"),
    ):
        if value not in known:
            raise UserError(f"{option} is `{value}`, expected one of {', '.join(known)}.")
    if jobs_per_gpu:
        from autograder.runner import gpus

        jobs = gpus.jobs(jobs_per_gpu, device)
    here = course_at(course)
    import tempfile

    from autograder.intake import archive, find
    from autograder.intake import groups as groups_of
    from autograder.runner.pool import Zygote
    from autograder.sandbox import left_out

    with tempfile.TemporaryDirectory(prefix="handed-in-") as unpacked:
        found = find.survey(paths, here, assignment, archive.Room(Path(unpacked)))
        handed_in = groups_of.shared(found.handed_in, groups_of.read(groups)) if groups else list(found.handed_in)
        with Zygote(here, without=left_out(sandbox), device=device).warming() as zygote:
            from autograder.batch import classrun

            choice = classrun.Choice(out_folder, jobs, device, seed, force, sandbox)
            if regrade:
                reports, skipped = _regraded(handed_in, here, choice, cluster, yes, zygote), 0
            else:
                reports, skipped = _graded(handed_in, here, choice, cluster, zygote)
        show_reports(reports, here, out_folder, skipped)
        for line in found.unused[:MOST_UNUSED]:
            err.print(Text(f"Not graded: {line}."))
        if len(found.unused) > MOST_UNUSED:
            err.print(Text(f"Not graded: {len(found.unused) - MOST_UNUSED} more."))
        if gradebook is not None:
            from autograder.cli.gradebook import fill

            fill(reports, here, gradebook, _paths(handed_in), out_folder)
    if any(report.status == "grader_error" for report in reports):
        raise SystemExit(1)


def _paths(handed_in: "list[SubmittedFile]") -> dict[tuple[str, str], Path]:
    """Where the notebook of each report is, of everybody who shares it too."""
    return {
        (name, one.assignment): one.path for one in handed_in for name in (one.student, *(p.name for p in one.others))
    }


def _graded(
    handed_in: "list[SubmittedFile]", course: courses.Course, choice: "classrun.Choice", cluster: str, zygote: "Zygote"
) -> "tuple[list[Report], int]":
    """The reports of `handed_in`, lateness reckoned, and how many of them were there already."""
    from autograder.batch import classrun
    from autograder.batch.settle import settle

    elsewhere = None
    if cluster:
        from autograder.batch.cluster import client

        elsewhere = partial(client.grade_all, out=choice.out, address=cluster, sandbox=choice.sandbox)
    skipped = finished = 0
    with progress_bar(err) as bar:
        task = bar.add_task("starting", total=len(handed_in))

        def tell(what: str, number: int, of: int) -> None:
            bar.update(task, description=f"asking {what}", completed=number, total=of)

        def done(report: "Report", was_there: bool) -> None:
            nonlocal skipped, finished
            skipped += was_there
            finished += 1
            bar.update(task, description=f"graded {report.student[:24]}", completed=finished, total=len(handed_in))

        try:
            reports = classrun.run(
                handed_in, course, choice, tell, done, lambda said: err.print(Text(said)), zygote, elsewhere
            )
        except KeyboardInterrupt:
            bar.stop()
            err.print(
                f"Stopped. {finished} of {len(handed_in)} reports are in {choice.out}; "
                "the same command goes on from there."
            )
            raise SystemExit(130) from None
    return settle(handed_in, reports, course, choice.out), skipped


def _agreed(question: str) -> bool:
    """Whether somebody is there and says yes."""
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        return False


def _regraded(
    handed_in: "list[SubmittedFile]",
    course: courses.Course,
    choice: "classrun.Choice",
    cluster: str,
    yes: bool,
    zygote: "Zygote",
) -> "list[Report]":
    """The reports of `handed_in` graded once more, written only after what changes was shown and agreed to."""
    import tempfile
    from dataclasses import replace

    from autograder.batch import regrade
    from autograder.feedback import terminal

    course.private.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="regrade-", dir=course.private) as folder:
        fresh = Path(folder)
        reports, _ = _graded(handed_in, course, replace(choice, out=fresh, force=True), cluster, zygote)
        old = regrade.reports_of(reports, choice.out)
        found = regrade.changes(old, reports)
        out.print(terminal.changes_table(found, len(reports)))
        if found and not yes and not _agreed("Write these scores?"):
            err.print("Nothing was written. --yes writes without asking.")
            raise SystemExit(1)
        kept = regrade.record(course, reports, fresh, choice.out)
    out.print(Text(f"Both runs are kept in {kept}"))
    return reports


def show_reports(reports: "list[Report]", course: courses.Course, folder: Path, skipped: int) -> None:
    from autograder.feedback import terminal

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
    """Which layers stand, versions, data, and what to do about each thing missing."""
    from rich.table import Table

    from autograder.batch import doctor as doctors

    table = Table(pad_edge=False)
    for heading in ("", "topic", "name", "found", "to do"):
        table.add_column(heading, overflow="fold")
    for line in doctors.examine(course_at(course)):
        mark = Text("✓", style="green") if line.well else Text("✗", style="red")
        table.add_row(mark, line.topic, line.name, Text(line.found), Text(line.remedy))
    out.print(table)
