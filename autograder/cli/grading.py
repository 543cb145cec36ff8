"""Commands that grade: `grade`, `doctor`; and what many machines need first: `cluster certificates`."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from autograder.batch import classrun, regrade
from autograder.batch import doctor as doctors
from autograder.batch.cluster import certificates as secrets
from autograder.batch.late import not_there, settle
from autograder.cli import options
from autograder.cli.common import CORES, as_json, command_group, err, grader, note_attempts, out, progress
from autograder.cli.gradebook import fill
from autograder.errors import UserError
from autograder.export import tables
from autograder.feedback import terminal
from autograder.intake import archive, find
from autograder.intake import groups as groups_of
from autograder.intake.find import SubmittedFile
from autograder.model import course as courses
from autograder.model.marks import Result, merge
from autograder.model.number import counted
from autograder.model.report import Report
from autograder.model.reports import path_in
from autograder.runner import gpus

MOST_UNUSED = 30
cluster = command_group("Many machines: see docs/cluster.md.")


def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Notebooks, folders or zips of them, a platform's download, nbgrader's `submitted`."),
    ],
    assignment: options.Assignment = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where reports are written.")] = Path("reports"),
    jobs: options.Jobs = CORES,
    device: options.Device = "cpu",
    seed: options.Seed = "secret",
    force: Annotated[bool, typer.Option("--force", help="Grade again what is unchanged.")] = False,
    sandbox: options.Sandbox = "full",
    cluster: Annotated[
        str, typer.Option(help="Grade on the workers of the Dask scheduler at this address (tls://HOST:8786).")
    ] = "",
    insecure: Annotated[
        bool, typer.Option("--insecure", help="With --cluster: a scheduler without encryption, tcp://HOST:8786.")
    ] = False,
    jobs_per_gpu: Annotated[int, typer.Option(min=0, help="With --device cuda: workers for each GPU here.")] = 0,
    gradebook: Annotated[
        str | None, typer.Option(help="Enter scores in nbgrader's grade book; without a URL the course's own. [URL]")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade all again, show what would change, and ask before writing it.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --regrade: write without asking.")] = False,
    groups: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Columns `group,student`, or a platform's own: each member gets the report."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Let stand what was graded before checks, points or the kit were changed.")
    ] = False,
    json_file: options.Json = None,
    course: options.Course = options.HERE,
) -> None:
    """Grade submissions: a report each, and a table of all."""
    if cluster:
        secrets.check_encrypted(cluster, insecure)
    if jobs_per_gpu:
        jobs = gpus.jobs(jobs_per_gpu, device)
    held: Counter[tuple[str, ...]] = Counter()
    with tempfile.TemporaryDirectory(prefix="handed-in-") as unpacked:
        found = find.survey(paths, course, assignment, archive.Room(Path(unpacked)))
        handed_in = groups_of.shared(found.handed_in, groups_of.read(groups)) if groups else list(found.handed_in)
        _tell_misspelt(handed_in, groups)
        choice = classrun.Choice(out_folder, jobs, device, seed, force, sandbox)
        if regrade:
            reports, skipped = _regraded(handed_in, course, choice, cluster, yes), 0
        else:
            reports, skipped, held = _graded(handed_in, course, choice, cluster)
        with as_json("grade", json_file) as write:
            results = show_reports(reports, course, out_folder, skipped, gradebook)
            write(*_as_data(results, skipped, out_folder))
        for line in found.unused[:MOST_UNUSED]:
            err.print(f"Not graded: {line}.")
        if len(found.unused) > MOST_UNUSED:
            err.print(f"Not graded: {len(found.unused) - MOST_UNUSED} more.")
        if absent := not_there(course, reports):
            err.print(
                f"{course.policy.extensions} has {', '.join(absent[:MOST_UNUSED])}: nobody handed in under that name."
            )
        if gradebook is not None:
            fill(reports, course, gradebook, find.by_report(handed_in), out_folder)
        else:
            try:
                note_attempts(reports, course)
            except UserError as error:
                err.print(f"This attempt is not on the trail: {error}")
    if any(report.status == "grader_error" for report in reports):
        raise SystemExit(1)
    if held and not keep:
        raise UserError(_held(held))


def _tell_misspelt(handed_in: Sequence[SubmittedFile], groups: Path | None) -> None:
    """Say who is given a group's work under nearly the name of somebody who handed in."""
    known = [one.student for one in handed_in]
    members = {person.name for one in handed_in for person in one.others} if groups else set()
    near = {name: other for name in sorted(members) if (other := tables.nearest(name, known))}
    for name, other in list(near.items())[:MOST_UNUSED]:
        err.print(f"{groups}: {name} handed in nothing and has a group's report; {other} did. Is that one person?")


def _held(held: Counter[tuple[str, ...]]) -> str:
    """What is said when a class was graded by other rules."""
    changed = [told for name, told in classrun.RULES.items() if any(name in names for names in held)]
    return (
        f"{counted(held.total(), 'report is', 'reports are')} from before a change of {', '.join(changed)}; what was "
        "said of them stands, only new submissions were graded. `--regrade` shows whose score would change and asks; "
        "`--keep` lets them stand."
    )


def _graded(
    handed_in: list[SubmittedFile], course: courses.Course, choice: classrun.Choice, cluster: str
) -> tuple[list[Report], int, Counter[tuple[str, ...]]]:
    """The reports of `handed_in`, lateness reckoned; how many were there already, and which of them by other rules."""
    elsewhere = None
    if cluster:
        from autograder.batch.cluster import client

        elsewhere = partial(client.grade_all, out=choice.out, address=cluster, sandbox=choice.sandbox)
    skipped = finished = 0
    by_others: Counter[tuple[str, ...]] = Counter()

    def done(report: Report, held: tuple[str, ...] | None) -> None:
        nonlocal skipped, finished
        skipped += held is not None
        by_others.update([held] if held else [])
        finished += 1
        tell(description=f"graded {report.student[:24]}", completed=finished)

    try:
        with progress("starting", len(handed_in)) as tell:
            reports = classrun.run(handed_in, course, choice, done, lambda said: err.print(said), elsewhere)
    except KeyboardInterrupt:
        err.print(
            f"Stopped. {choice.out} has {finished} of {counted(len(handed_in), 'report')}; "
            "the same command goes on from there."
        )
        raise SystemExit(130) from None
    return settle(handed_in, reports, course, choice.out), skipped, by_others


def _as_data(results: list[Result], skipped: int, folder: Path) -> tuple[dict, dict]:
    """The totals of a run, and a row a submission."""
    totals = {
        "submissions": len(results), "unchanged": skipped,
        "graded": sum(result.report.status == "graded" for result in results),
        "score": sum(result.score for result in results), "max_score": sum(result.max_score for result in results),
    }  # fmt: skip
    rows = [
        {
            "student": result.student, "assignment": result.report.assignment, "score": result.score,
            "max_score": result.max_score, "waiting": result.waiting, "status": result.report.status,
            "message": result.report.message, "late": result.late,
            "report": str(path_in(folder, result.student, result.report.assignment)),
        }
        for result in results
    ]  # fmt: skip
    return totals, {"submissions": rows}


def _agreed(question: str) -> bool:
    """Whether somebody is there and says yes."""
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        return False


def _regraded(
    handed_in: list[SubmittedFile], course: courses.Course, choice: classrun.Choice, cluster: str, yes: bool
) -> list[Report]:
    """The reports of `handed_in` graded once more, written only after what changes was shown and agreed to."""
    course.private.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="regrade-", dir=course.private) as folder:
        fresh = Path(folder)
        reports, *_ = _graded(handed_in, course, replace(choice, out=fresh, force=True), cluster)
        found = regrade.changes(choice.out, reports)
        out.print(terminal.changes_table(found, len(reports)))
        if found and not yes and not _agreed("Write these scores?"):
            err.print("Nothing was written. --yes writes without asking.")
            raise SystemExit(1)
        kept = regrade.record(course, reports, fresh, choice.out)
    out.print(f"Both runs are kept in {kept}")
    return reports


def show_reports(
    reports: list[Report], course: courses.Course, folder: Path, skipped: int, gradebook: str | None = None
) -> list[Result]:
    """The table of all, with what people gave; of a single submission also what it has to read. All come back."""
    try:
        results = list(map(grader(course, gradebook), reports))
    except UserError as error:  # whoever enters the grades says so too
        err.print(f"Without what people gave: {error}")
        results = [merge(report) for report in reports]
    for name in dict.fromkeys(report.assignment for report in reports):
        mine = [result for result in results if result.report.assignment == name]
        out.print(terminal.class_table(mine, course.assignment(name)))
        out.print(terminal.exercise_key(course.assignment(name), out.width), style="dim")
    if len(reports) == 1:
        out.print(terminal.details(results[0]))
    for report in reports:
        if report.status == "grader_error":
            err.print(f"{report.student}: could not be graded through our fault: {report.message}")
        elif report.message and len(reports) > 1:
            err.print(f"{report.student}: {report.message}")
    unchanged = f" ({skipped} unchanged, not graded again; --force grades all)" if skipped else ""
    out.print(f"{counted(len(reports), 'report')} in {folder}/{unchanged}")
    return results


def doctor(json_file: options.Json = None, course: options.Course = options.HERE) -> None:
    """Which layers stand, versions, data, and what to do about each thing missing."""
    with as_json("doctor", json_file) as write:
        lines = list(doctors.examine(course))
        out.print(terminal.doctor_table(lines))
        totals = {"looked_at": len(lines), "missing": sum(not line.well for line in lines)}
        write(totals, {"lines": [vars(line) for line in lines]})


@cluster.command("certificates")
def certificates(folder: Annotated[Path, typer.Argument(help="Where the file is written; it is a secret.")]) -> None:
    """Make what lets machines into a cluster: one file, the same on each of them."""
    path = secrets.make(folder)
    out.print(f"wrote {path}. Copy it to every machine, and there: export DASK_CONFIG={path.absolute()}")
