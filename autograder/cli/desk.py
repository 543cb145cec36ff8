"""The command `desk`: the page at which people give marks."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, SandboxOption, course_at, out
from autograder.errors import UserError


def desk(
    folder: Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")] = Path("reports"),
    submitted: Annotated[
        list[Path] | None, typer.Option("--submitted", help="Where the notebooks are, to be read and asked again.")
    ] = None,
    url: Annotated[
        str | None, typer.Option("--gradebook", help="Where marks are kept; by default the course's grade book. [URL]")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; any free one by default.")] = 0,
    sandbox: SandboxOption = "full",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    course: CourseOption = None,
) -> None:
    """Open the desk: read a class's work, give points and comments, override, with everyone at one book."""
    here = course_at(course)
    if not folder.is_dir():
        raise UserError(f"{folder} is not there. Grade first: autograder grade PATH --out {folder}")
    from autograder.batch import store
    from autograder.desk.room import Room
    from autograder.desk.routes import ROUTES
    from autograder.desk.server import serve
    from autograder.intake import find

    usual = here.root / "submitted"
    paths = submitted or ([usual] if usual.is_dir() and any(usual.glob("*/*")) else [])
    notebooks = {(one.student, one.assignment): one.path for one in (find.find(paths, here, None) if paths else ())}

    def tell(address: str) -> None:
        out.print(Text(f"The desk is at {address}"))
        out.print(Text("Whoever has this address may give marks. Ctrl-C ends it; what was given is kept."))
        if browser:
            typer.launch(address)

    serve(Room(here, folder, store.opened(here, url), notebooks), ROUTES, port, sandbox, tell)
