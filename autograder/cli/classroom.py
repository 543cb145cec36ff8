"""Commands for what happens on a push: `ci`, `bundle classroom50`; and `release --to`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.ci import repository
from autograder.cli import options
from autograder.cli.common import err, out
from autograder.cli.gradebook import bundle
from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model.tables import unknown


def ci(
    as_kind: Annotated[
        list[str] | None,
        typer.Option("--as", help="github, classic, classroom50 or gradescope; told from the environment by default."),
    ] = None,
    device: options.Device = "cpu",
    sandbox: options.Sandbox = "reduced",
    fail_below: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Exit with status 1 below this share of the points.")
    ] = 0,
    strict: options.Strict = False,
    course: options.Course = options.HERE,
) -> None:
    """Grade the commit in this folder and write what the CI that runs it reads."""
    from autograder.ci import emit, push

    for kind in as_kind or ():
        if kind not in push.KINDS:
            raise UserError(unknown("kind", kind, push.KINDS, "--as"))
    environment = dict(os.environ)
    kinds = tuple(as_kind) if as_kind else push.kinds_asked(environment)
    job = push.Job(Path.cwd(), environment, kinds, device, sandbox)
    graded = push.run(job, course, lambda line: print(line, flush=True))
    if not kinds:
        err.print(f"Nothing was written: no runner is told by its variables. --as names one: {', '.join(push.KINDS)}.")
    if any(report.status == "grader_error" for report in graded):
        raise SystemExit(1)
    if strict and any(e.outcome not in ("pass", "manual") for report in graded for e in report.exercises):
        err.print("Not everything passes, and --strict asks for that.")
        raise SystemExit(1)
    points, most = map(sum, zip(*map(emit.total, graded), strict=True))
    if points < fail_below * most:
        err.print(f"{points:g} of {most:g} points is less than the share of {fail_below:g} that is asked for.")
        raise SystemExit(1)


@bundle.command()
def classroom50(
    assignment: options.AssignmentId,
    to: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("classroom50"),
    force: options.Force = False,
    course: options.Course = options.HERE,
) -> None:
    """The folder that Classroom 50 runs: autograder.py, the kit, checks, recorded answers, data; no solutions."""
    _write(to, repository.classroom50(course.assignment(assignment)), force)


def release_to(assignments: Sequence[courses.Assignment], folder: Path, force: bool) -> None:
    """Write a student repository of `assignments` to `folder`."""
    _write(folder, repository.student(assignments), force)
    out.print("Students begin with `python3 start.py`. Commit the folder as a repository, or as a template.")


def _write(folder: Path, files: dict[str, bytes], force: bool) -> None:
    repository.write(folder, files, force)
    size = sum(len(data) for data in files.values()) / 1e6
    out.print(f"wrote {len(files)} files, {size:.1f} MB, to {folder}")
