"""The lesson as nbgrader's instructor version: solved, with its marks in the metadata. Needs no torch."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.model import lessonfile
from autograder.model.course import Assignment
from autograder.model.notebook import CHECK_SUFFIX, EXPLORE, marked


def source_notebook(assignment: Assignment) -> Any:
    """The solved lesson as nbgrader's instructor version: metadata in place, a check cell behind every exercise."""
    from nbformat.v4 import new_notebook

    cells = list(_cells(assignment))
    for index, cell in enumerate(cells):
        cell["id"] = re.sub(
            r"[^a-zA-Z0-9_-]", "-", cell.metadata.get("nbgrader", {}).get("grade_id", f"cell-{index + 1:03}")
        )[:64]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _cells(assignment: Assignment) -> Iterator[Any]:
    from nbformat.v4 import new_code_cell, new_markdown_cell

    for cell in lessonfile.read(assignment).cells:
        mark = dict(lessonfile.marks(cell))
        new = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
        metadata: dict[str, Any] = {}
        if "exercise" in mark:
            metadata["nbgrader"] = marked(mark["exercise"], solution=True)
        elif "written" in mark:
            points = assignment.exercise(mark["written"]).points
            metadata["nbgrader"] = marked(mark["written"], solution=True, points=points)
        elif "locked" in mark:
            metadata["nbgrader"] = marked(mark["locked"], locked=True)
        elif "explore" in mark:
            metadata["tags"] = [EXPLORE]
        yield new(cell.source, metadata=metadata)
        if name := mark.get("exercise"):
            asked = marked(name + CHECK_SUFFIX, locked=True, points=assignment.exercise(name).points)
            yield new_code_cell(f'check("{name}")', metadata={"nbgrader": asked})


def pictures_in(folder: Path) -> list[Path]:
    """The pictures that a lesson shows, which go wherever its notebook goes."""
    return sorted(folder.glob("*.svg"))
