"""The solved lessons as pages: run top to bottom in a stock kernel, rendered by nbconvert."""

import shutil
import tempfile
import time
from pathlib import Path

from autograder import lessonfile
from autograder.config import Assignment
from autograder.errors import KitError
from autograder.report import write_whole


def render(assignment: Assignment, folder: Path, timeout: int = 300) -> float:
    """Write `folder`/ID.html; returns the seconds that the notebook ran.

    Raises KitError naming the cell when one of them fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbconvert import HTMLExporter

    notebook = nbformat.from_dict(lessonfile.read(assignment))
    with tempfile.TemporaryDirectory(prefix="lesson-") as place:
        work = Path(place, "assignments", assignment.name)
        shutil.copytree(assignment.release, work)
        Path(place, "assignments", "data").symlink_to(assignment.course.data_root)
        shutil.copy(assignment.course.root / "grading.toml", place)
        client = NotebookClient(
            notebook, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": work}}
        )
        began = time.monotonic()
        try:
            client.execute()
        except CellExecutionError as error:
            raise KitError(f"The solved lesson of {assignment.name} does not run: {str(error)[-600:]}") from None
        seconds = time.monotonic() - began
    exporter = HTMLExporter(embed_images=True)
    notebook.metadata["title"] = assignment.title
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"path": str(assignment.reference)}})
    write_whole(folder / f"{assignment.name}.html", page.encode())
    return seconds
