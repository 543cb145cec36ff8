"""The command `autograder`: every command by its name. Torch waits until a command needs it."""

import gc
import sys
from typing import Annotated

import typer

from autograder.cli import authoring, classroom, common, course, desk, feedback, gradebook, grading, student, viva
from autograder.cli.common import err
from autograder.errors import KitError, UserError
from autograder.model.version import __version__
from autograder.runner import postponed

EXTRAS = {
    "nbgrader": "grade", "nbformat": "grade", "jupytext": "grade", "sqlalchemy": "grade", "traitlets": "grade",
    "tornado": "grade",
    "nbconvert": "instructor", "nbclient": "instructor", "latex2mathml": "instructor",
    "distributed": "cluster", "cryptography": "cluster", "psycopg": "postgresql",
}  # fmt: skip

app = common.command_group("Automatic grading of PyTorch notebooks.")
for command in (
    student.check,
    student.watch,
    student.reset,
    grading.grade,
    feedback.report,
    feedback.feedback,
    viva.viva,
    desk.desk,
    authoring.show,
    authoring.release,
    authoring.prove,
    authoring.name,
    authoring.calibrate,
    authoring.lessons,
    grading.doctor,
    classroom.ci,
):
    app.command()(command)
gradebook.bundle.command("classroom50")(classroom.bundle)
app.add_typer(course.course_commands, name="course")
app.add_typer(course.assignment_commands, name="assignment")
for name in ("gradebook", "export", "bundle"):
    app.add_typer(getattr(gradebook, name), name=name)
app.add_typer(grading.machines, name="cluster")


def _version(asked: bool) -> None:
    if asked:
        print(f"autograder-kit {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and exit.")
    ] = False,
) -> None:
    """Automatic grading of PyTorch notebooks: for students, TAs, instructors. Begin with `autograder doctor`."""


def main() -> None:
    """Run the command; a user's mistake is a sentence on stderr and status 2, ours status 1."""
    common.say_it_in_any_encoding()
    postponed.postpone()
    try:
        app(gradebook.with_default_url(sys.argv[1:]))
    except UserError as error:
        err.print(f"autograder: {error}")
        raise SystemExit(2) from None
    except KitError as error:
        err.print(f"autograder: {error}")
        raise SystemExit(1) from None
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        remedy = f"pip install 'autograder-kit[{EXTRAS[package]}]'"
        err.print(f"autograder: This needs the package {package}, which is not installed here: {remedy}")
        raise SystemExit(2) from None
    finally:
        gc.freeze()  # the process ends: looking for garbage in all of torch would take half a second
