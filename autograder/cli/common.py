"""What the commands share: consoles, what was handed in and given, JSON, a progress bar."""

import codecs
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from autograder.batch import database
from autograder.errors import UserError
from autograder.intake.find import SubmittedFile, by_report, survey
from autograder.model import course as courses
from autograder.model.marks import Key, Result, merge
from autograder.model.report import Report

PLAIN = {
    "✓": "+", "✗": "x", "◐": "~", "·": ".", "⊘": "o", "✎": "w", "▸": ">", "▰": "#", "▱": "-", "…": "...", "→": "->",
    "≥": ">=", "≤": "<=", "“": '"', "”": '"', "’": "'", "–": "-",
}  # fmt: skip


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a terminal's encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def say_it_in_any_encoding() -> None:
    """Let this process print any text wherever it prints to: signs that are missing there become plain ones."""
    codecs.register_error("autograder", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="autograder")


class Commands(TyperGroup):
    """A group of commands whose help shows each one's line whole."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands, each with the first line of its help, wrapped and not cut off."""
        rows = [(name, (command.help or "").partition("\n")[0]) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def command_group(about: str, **settings: Any) -> typer.Typer:
    """A group of commands; no command at all shows its help."""
    return typer.Typer(
        cls=Commands, help=about, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]}, **settings,
    )  # fmt: skip


def with_default_url(arguments: Sequence[str]) -> list[str]:
    """The command line with `--gradebook` given a value where it has none: the URL may be left out."""
    made: list[str] = []
    for index, argument in enumerate(arguments):
        made.append(argument)
        if argument == "--gradebook" and "://" not in "".join(arguments[index + 1 : index + 2]):
            made.append("default")
    return made


class Sentences(Console):
    """A console that prints text as it is, and breaks no sentence where no terminal shows it: `grep` gets it whole."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **settings)

    def print(self, *objects: Any, soft_wrap: bool | None = None, **how: Any) -> None:
        """Print as rich does, but wrap text alone for a terminal alone; tables keep their width."""
        whole = not self.is_terminal and all(isinstance(one, str | Text) for one in objects)
        super().print(*objects, soft_wrap=whole if soft_wrap is None else soft_wrap, **how)


out, err = Sentences(), Sentences(stderr=True)
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def graded_in(folder: Path) -> Path:
    """`folder`, which `grade` wrote.

    Raises UserError when it is not there.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not there. Grade first: autograder grade PATH --out {folder}")
    return folder


def notebooks_in(submitted: list[Path] | None, course: courses.Course) -> dict[Key, SubmittedFile]:
    """The submitted notebooks, by student and assignment: below `submitted`, or the course's own folder."""
    usual = course.root / courses.SUBMITTED
    paths = submitted or ([usual] if usual.is_dir() and any(usual.glob("*/*")) else [])
    return by_report(survey(paths, course).handed_in)


def grader(course: courses.Course, gradebook: str | None) -> Callable[[Report], Result]:
    """What makes a report a grade; without a grade book it is the report by itself, and no database is opened."""
    if not database.is_there(database.url_of(course, gradebook)):
        return merge
    from autograder.batch import store

    return store.grader(course, gradebook)


def note_attempts(reports: Sequence[Report], course: courses.Course) -> None:
    """Keep on the trail what was graded now, in a course that has a grade book."""
    if database.is_there(database.url_of(course, None)):
        from autograder.batch import store

        with store.opened(course).writing() as db:
            store.attempts(db, reports)


@contextmanager
def as_json(kind: str, path: Path | None) -> Iterator[Callable[[Mapping[str, Any], Mapping[str, Any]], None]]:
    """What writes a command's findings to `path` as JSON, given totals and the rest: `{"schema", "totals", …}`.

    For `-` they are printed, and nothing else is.
    """
    printed = path is not None and str(path) == "-"
    out.quiet = printed

    def write(totals: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        if path is None:
            return
        data = {"schema": f"autograder/{kind}/1", "totals": totals, **found}
        text = json.dumps(data, ensure_ascii=printed, indent=1, default=str) + "\n"
        try:
            if printed:
                sys.stdout.write(text)
            else:
                path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror}).") from None

    try:
        yield write
    finally:
        out.quiet = False


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A progress display that goes away when the work is done; what it yields takes rich's `advance` and so on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    said = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), said, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        yield partial(bar.update, bar.add_task(what, total=total))
