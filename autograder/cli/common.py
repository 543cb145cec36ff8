"""What the commands share: consoles, options, the course at hand, a progress bar. One module a group of commands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.model import course as courses

if TYPE_CHECKING:
    from rich.progress import Progress

    from autograder.model.marks import Result
    from autograder.model.report import Report

out, err = Console(), Console(stderr=True)
CourseOption = Annotated[Path | None, typer.Option("--course", help="The folder that holds grading.toml.")]


def course_at(folder: Path | None) -> courses.Course:
    """The course in `folder`, or the one around the current folder."""
    return courses.load(folder / courses.FILE) if folder else courses.find()


def grader(course: courses.Course, gradebook: str | None) -> "Callable[[Report], Result]":
    """What makes a report a grade; without a grade book it is the report by itself, and no database is opened."""
    from autograder.batch import database
    from autograder.model.marks import merge

    if not database.is_there(database.url_of(course, gradebook)):
        return merge
    from autograder.batch import store

    return store.grader(course, gradebook)


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
