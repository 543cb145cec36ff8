"""Arguments and options that several commands have, each with its name and its line of help."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from autograder.errors import UserError
from autograder.model import course as courses


def _ids(incomplete: str) -> list[str]:
    """The assignments of the course at hand that begin so, for the shell to complete."""
    try:
        return [name for name in courses.find().assignments if name.startswith(incomplete)]
    except UserError:
        return []


def _named(folder: str) -> courses.Course:
    """The course in a folder that was named."""
    return courses.load(Path(folder, courses.FILE))


def _around(named: courses.Course | None) -> courses.Course:
    """The course that was named, else the one around the current folder."""
    return named or courses.find()


AssignmentId = Annotated[str, typer.Argument(metavar="ID", help="The assignment's id.", autocompletion=_ids)]
AssignmentIds = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of assignments; by default all.", autocompletion=_ids)
]
_FOLDER: Any = {
    "metavar": "FOLDER", "help": "The folder that holds grading.toml; by default the one around.", "parser": _named,
}  # fmt: skip
NamedCourse = Annotated[courses.Course | None, typer.Option("--course", **_FOLDER)]
Course = Annotated[courses.Course, typer.Option("--course", callback=_around, **_FOLDER)]
HERE: Any = None  # what stands for the course around the current folder
Device = Annotated[Literal["cpu", "cuda"], typer.Option("--device", help="Where networks are asked.")]
Sandbox = Annotated[
    Literal["full", "reduced", "none"], typer.Option("--sandbox", help="The least sandbox that is accepted.")
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="How many at a time; by default one a core.")]
Force = Annotated[bool, typer.Option("--force", help="Renew the kit's own files in a folder that is not empty.")]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write what is found as JSON; `-` prints it instead.")
]
Assignment = Annotated[
    str | None, typer.Option("--assignment", metavar="ID", help="The assignment's id, where there are several.")
]
Seed = Annotated[str, typer.Option("--seed", help="A number, or `secret`: a seed of this course that nobody has seen.")]
ReportsFolder = Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")]
Reports = Annotated[Path, typer.Option("--reports", help="The folder that `grade` wrote to.")]
Submitted = Annotated[
    list[Path] | None, typer.Option("--submitted", help="Where the notebooks are; by default `submitted`.")
]
Gradebook = Annotated[
    str | None,
    typer.Option("--gradebook", help="Where points that people gave are; by default the course's grade book. [URL]"),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with status 1 unless everything passes.")]
