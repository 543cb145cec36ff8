"""The command `autograder`: every command by its name. Torch waits until a command needs it."""

import gc
import sys

import typer
from rich.text import Text

from autograder.cli import authoring, calibrating, classroom, gradebook, grading, handing_back, reporting, student
from autograder.cli.common import err
from autograder.errors import KitError, UserError
from autograder.runner import postponed

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
for command in (
    grading.grade,
    authoring.show,
    authoring.release,
    authoring.prove,
    calibrating.calibrate,
    calibrating.lessons,
    reporting.report,
    handing_back.feedback,
    grading.doctor,
    student.check,
    student.watch,
    student.reset,
    classroom.ci,
):
    app.command()(command)
gradebook.bundle.command("classroom50")(classroom.bundle)
for name in ("gradebook", "export", "bundle"):
    app.add_typer(getattr(gradebook, name), name=name)
app.add_typer(gradebook.courses, name="course")


def main() -> None:
    """Run the command; a user's mistake is a sentence on stderr and status 2, ours status 1."""
    postponed.postpone()
    try:
        app(gradebook.with_default_url(sys.argv[1:]))
    except UserError as error:
        err.print(Text(f"autograder: {error}"))
        raise SystemExit(2) from None
    except KitError as error:
        err.print(Text(f"autograder: {error}"))
        raise SystemExit(1) from None
    finally:
        gc.freeze()  # the process ends: looking for garbage in all of torch would take half a second
