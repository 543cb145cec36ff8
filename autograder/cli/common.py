"""What the commands share: consoles, options, the course at hand, a progress bar. One module a group of commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.model import course as courses

if TYPE_CHECKING:
    from rich.progress import Progress

out, err = Console(), Console(stderr=True)
CourseOption = Annotated[Path | None, typer.Option("--course", help="The folder that holds grading.toml.")]


def course_at(folder: Path | None) -> courses.Course:
    """The course in `folder`, or the one around the current folder."""
    return courses.load(folder / courses.FILE) if folder else courses.find()


@contextmanager
def progress_bar(console: Console) -> "Iterator[Progress]":
    """A progress display that goes away when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress
