"""Commands for what happens on a push: `ci`, `bundle classroom50`; and `release --to`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, course_at, out
from autograder.errors import UserError
from autograder.model import course as courses


def ci(
    as_kind: Annotated[
        list[str] | None,
        typer.Option("--as", help="github, classic, classroom50 or gradescope; told from the environment by default."),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda")] = "cpu",
    sandbox: Annotated[str, typer.Option(help="The least that is accepted: full, reduced or none.")] = "reduced",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with status 1 unless everything passes.")] = False,
    course: CourseOption = None,
) -> None:
    """Grade the commit in this folder and write what the CI that runs it reads."""
    for value, known, option in (
        (device, ("cpu", "cuda"), "--device"),
        (sandbox, ("full", "reduced", "none"), "--sandbox"),
    ):
        if value not in known:
            raise UserError(f"{option} is `{value}`, expected one of {', '.join(known)}.")
    from autograder.ci import push as runs

    for kind in as_kind or ():
        if kind not in runs.KINDS:
            raise UserError(courses.unknown("kind", kind, runs.KINDS, "--as"))
    environment = dict(os.environ)
    kinds = tuple(as_kind) if as_kind else runs.kinds_asked(environment)
    job = runs.Job(Path.cwd(), environment, kinds, device, sandbox)
    graded = runs.run(job, course_at(course), lambda line: print(line, flush=True))
    if any(one.report.status == "grader_error" for one in graded):
        raise SystemExit(1)
    if strict and any(e.outcome not in ("pass", "manual") for one in graded for e in one.report.exercises):
        raise SystemExit(1)


def bundle(
    assignment: Annotated[str, typer.Argument(help="The assignment's id.")],
    to: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("classroom50"),
    force: Annotated[bool, typer.Option("--force", help="Renew the files in a folder that is not empty.")] = False,
    course: CourseOption = None,
) -> None:
    """The folder that Classroom 50 runs: autograder.py, the kit, checks, recorded answers, data; no solutions."""
    from autograder.ci import repository

    files = repository.classroom50(course_at(course).assignment(assignment))
    repository.write(to, files, force)
    size = sum(len(data) for data in files.values()) / 1e6
    out.print(Text(f"wrote {len(files)} files, {size:.1f} MB, to {to}"))


def release_to(assignments: Sequence[courses.Assignment], folder: Path, force: bool) -> None:
    """Write a student repository of `assignments` to `folder`."""
    from autograder.ci import repository

    files = repository.student(assignments)
    repository.write(folder, files, force)
    size = sum(len(data) for data in files.values()) / 1e6
    out.print(Text(f"wrote {len(files)} files, {size:.1f} MB, to {folder}"))
    out.print(Text("Students begin with `python3 start.py`. Commit the folder as a repository, or as a template."))
