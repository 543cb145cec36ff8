"""The command `autograder`: every command by its name. Torch waits until a command needs it."""

import errno
import gc
import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from autograder.cli import common
from autograder.cli.common import err
from autograder.errors import KitError, UserError
from autograder.model.text import clean
from autograder.model.version import __version__
from autograder.runner import postponed

MOST_SAID = 10_000  # letters of a sentence; file names in it may be a student's
EXTRAS = {
    "nbgrader": "grade", "nbformat": "grade", "jupytext": "grade", "sqlalchemy": "grade", "traitlets": "grade",
    "tornado": "grade",
    "nbconvert": "instructor", "nbclient": "instructor", "latex2mathml": "instructor",
    "distributed": "cluster", "cryptography": "cluster", "psycopg": "postgresql",
}  # fmt: skip

# Every command and group in the order of the help, and the module that has it: only that is imported.
PLACES = {
    "check": "student", "watch": "student", "reset": "student", "grade": "grading", "report": "feedback",
    "feedback": "feedback", "viva": "viva", "desk": "desk", "show": "authoring", "release": "authoring",
    "prove": "authoring", "name": "authoring", "calibrate": "authoring", "lessons": "authoring", "doctor": "grading",
    "ci": "classroom", "course": "course", "assignment": "course", "gradebook": "gradebook", "export": "gradebook",
    "bundle": "classroom", "cluster": "grading",
}  # fmt: skip


# What a disk or a path refuses: nobody's fault in the program.
REFUSED = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
    errno.ENAMETOOLONG,
}  # fmt: skip


def _version(asked: bool) -> None:
    if asked:
        print(f"autograder-kit {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which kit this is, and exit.")
    ] = False,
) -> None:
    """Automatic grading of PyTorch notebooks: for students, TAs, instructors. Begin with `autograder doctor`."""


def app(first: str = "") -> typer.Typer:
    """The program as far as a command line that begins with the word `first` needs it: all of it for any other word."""
    made = common.command_group("Automatic grading of PyTorch notebooks.")
    made.callback()(root)
    for name in [first] if first in PLACES else PLACES:
        found = getattr(import_module(f"autograder.cli.{PLACES[name]}"), name)
        if isinstance(found, typer.Typer):
            made.add_typer(found, name=name)
        else:
            made.command(name)(found)
    return made


def main() -> None:
    """Run the command; a user's mistake is a sentence on stderr and status 2, ours status 1."""
    common.say_it_in_any_encoding()
    postponed.postpone()
    try:
        os.getcwd()
    except FileNotFoundError:
        err.print("autograder: The folder that this terminal is in has been removed or replaced: `cd` to it anew.")
        raise SystemExit(2) from None
    try:
        app(*sys.argv[1:2])(common.with_default_url(sys.argv[1:]))
    except (UserError, KitError) as error:
        err.print(f"autograder: {clean(str(error), MOST_SAID)}")
        raise SystemExit(2 if isinstance(error, UserError) else 1) from None
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        where = error.filename or "A file"
        err.print(f"autograder: {where} cannot be used ({error.strerror}). Name another place, or mend this one.")
        raise SystemExit(2) from None
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        remedy = f"pip install 'autograder-kit[{EXTRAS[package]}]'"
        err.print(f"autograder: This needs the package {package}, which is not installed here: {remedy}")
        raise SystemExit(2) from None
    finally:
        gc.freeze()  # the process ends: looking for garbage in all of torch would take half a second
