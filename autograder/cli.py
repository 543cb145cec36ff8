"""The command `autograder`: every command by its name. Torch waits until a command needs it."""

import typer
from rich.text import Text

from autograder.commands import authoring, err, grading
from autograder.errors import KitError, UserError

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False)
for command in (grading.grade, authoring.show, authoring.release, authoring.prove, grading.doctor):
    app.command()(command)


def main() -> None:
    """Run the command; a user's mistake is a sentence on stderr and status 2, ours status 1."""
    try:
        app()
    except UserError as error:
        err.print(Text(f"autograder: {error}"))
        raise SystemExit(2) from None
    except KitError as error:
        err.print(Text(f"autograder: {error}"))
        raise SystemExit(1) from None
