"""The lesson as nbgrader's instructor version: solved, with its marks in the metadata. Needs no torch."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.model import lessonfile
from autograder.model.course import Assignment, Exercise
from autograder.model.notebook import CHECK_SUFFIX, EXPLORE
from autograder.model.report import as_points


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
            metadata["nbgrader"] = _nbgrader(mark["exercise"], solution=True)
        elif "written" in mark:
            points = assignment.exercise(mark["written"]).points
            metadata["nbgrader"] = _nbgrader(mark["written"], solution=True, points=points)
        elif "locked" in mark:
            metadata["nbgrader"] = _nbgrader(mark["locked"], locked=True)
        elif "explore" in mark:
            metadata["tags"] = [EXPLORE]
        yield new(cell.source, metadata=metadata)
        if "exercise" in mark:
            yield new_code_cell(
                f'check("{mark["exercise"]}")', metadata={"nbgrader": _check(assignment.exercise(mark["exercise"]))}
            )


def _check(exercise: Exercise) -> dict:
    return _nbgrader(exercise.name + CHECK_SUFFIX, locked=True, points=exercise.points)


def _nbgrader(grade_id: str, solution: bool = False, locked: bool = False, points: float | None = None) -> dict:
    graded = points is not None
    marks = {
        "schema_version": 3, "grade_id": grade_id, "grade": graded, "solution": solution,
        "locked": locked, "task": False,
    }  # fmt: skip
    return {**marks, "points": as_points(points)} if points is not None else marks


def pictures_in(folder: Path) -> list[Path]:
    """The pictures that a lesson shows, which go wherever its notebook goes."""
    return sorted(folder.glob("*.svg"))
