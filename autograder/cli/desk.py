"""The command `desk`: the page at which people give marks."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import options
from autograder.cli.common import graded_in, notebooks_in, out


def desk(
    folder: options.ReportsFolder = Path("reports"),
    submitted: options.Submitted = None,
    url: options.Gradebook = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; any free one by default.")] = 0,
    sandbox: options.Sandbox = "full",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    course: options.Course = options.HERE,
) -> None:
    """Open the desk: read a class's work, give points and comments, override, with everyone at one book."""
    graded_in(folder)
    from autograder.batch import store
    from autograder.desk.room import Room
    from autograder.desk.routes import ROUTES
    from autograder.desk.server import serve

    room = Room(course, folder, store.opened(course, url), notebooks_in(submitted, course))
    course.private.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="desk-", dir=course.private) as place:

        def tell(address: str) -> None:
            out.print(f"The desk is at {address}")
            out.print("Whoever has this address may give marks. Ctrl-C ends it; what was given is kept.")
            if browser and (sys.platform != "linux" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ)):
                typer.launch(str(way_to(address, Path(place))))

        serve(room, ROUTES, port, sandbox, tell)


def way_to(address: str, folder: Path) -> Path:
    """A page in a folder of our own that leads there: everybody on a machine sees what programs are started with."""
    page = folder / "desk.html"
    page.write_text(f'<!doctype html><title>Desk</title><meta http-equiv="refresh" content="0; url={address}">')
    return page
