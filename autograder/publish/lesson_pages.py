"""The solved lessons as pages: run top to bottom in a stock kernel, rendered by nbconvert. They fetch nothing."""

import html
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from autograder.errors import KitError
from autograder.model import lessonfile, templates
from autograder.model.course import Assignment
from autograder.model.files import write_whole

_MATH = re.compile(r"(<(code|pre)\b.*?</\2>)|\$\$(.+?)\$\$|\$([^$<]+?)\$", re.DOTALL)


def _exporter() -> Any:
    """nbconvert's HTML exporter, whose formulas are MathML: browsers draw it without a script."""
    from jinja2 import pass_context
    from latex2mathml.converter import convert
    from nbconvert import HTMLExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    def drawn(found: re.Match[str]) -> str:
        code, _, block, inline = found.groups()
        return code or str(convert(html.unescape(block or inline), display="block" if block else "inline"))

    class Renderer(IPythonRenderer):
        def _html_embed_images(self, html: str) -> str:
            """Leave alone what has no picture: nbconvert's own would close a <details> before what it is to fold."""
            return str(super()._html_embed_images(html)) if "<img" in html else html

    class Exporter(HTMLExporter):
        @pass_context
        def markdown2html(self, context: Any, source: str) -> str:
            path = context["resources"]["metadata"]["path"]
            renderer = Renderer(escape=False, embed_images=True, path=path)
            return _MATH.sub(drawn, str(MarkdownWithMath(renderer=renderer).render(source)))

    return Exporter(embed_images=True, raw_template=templates.text("publish", "lesson.html"))


def page(notebook: Any, assignment: Assignment) -> str:
    """A notebook of nbformat as one HTML page with everything in it."""
    notebook.metadata["title"] = assignment.title
    text, _ = _exporter().from_notebook_node(notebook, resources={"metadata": {"path": str(assignment.reference)}})
    return str(text)


def render(assignment: Assignment, folder: Path, timeout: int = 300) -> float:
    """Write `folder`/ID.html; returns the seconds that the notebook ran.

    Raises KitError naming the cell when one of them fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.from_dict(lessonfile.read(assignment))
    with tempfile.TemporaryDirectory(prefix="lesson-") as place:
        work = Path(place, "assignments", assignment.name)
        shutil.copytree(assignment.release, work)
        Path(place, "assignments", "data").symlink_to(assignment.course.data_root)
        shutil.copy(assignment.course.root / "grading.toml", place)
        client = NotebookClient(
            notebook, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": work}},
            extra_arguments=["--log-level=ERROR"],  # its warnings are not about the lesson
        )  # fmt: skip
        began = time.monotonic()
        try:
            client.execute()
        except CellExecutionError as error:
            raise KitError(f"The solved lesson of {assignment.name} does not run: {str(error)[-600:]}") from None
        seconds = time.monotonic() - began
    write_whole(folder / f"{assignment.name}.html", page(notebook, assignment).encode())
    return seconds
