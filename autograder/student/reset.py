"""One exercise put back to its stub, with the student's code kept beside it as text."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.grading.bench import released_cells
from autograder.model import notebook
from autograder.model.course import Assignment
from autograder.model.files import write_whole


def reset(path: Path, assignment: Assignment, exercise: str, now: datetime.datetime) -> bool:
    """Put the stub of `exercise` back into the notebook at `path`; False when it is untouched anyway.

    Raises UserError when the exercise has no code cell, or the file is not a notebook.
    """
    if assignment.exercise(exercise).manual is not None:
        raise UserError(f"`{exercise}` is answered in words: there is no stub to put back.")
    stub = next((c for c in released_cells(assignment) if c.is_exercise and c.grade_id == exercise), None)
    if stub is None or not stub.source:
        again = f"Get the notebook as it was handed out, or make it with `autograder release {assignment.name}`."
        raise UserError(f"{assignment.released} holds no stub of `{exercise}` to put back. {again}")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        cells: list[dict[str, Any]] = content["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path} cannot be read as a notebook ({error}).") from None
    at = _own_cell(cells, exercise)
    if at is None:
        cells.append(_code(stub.source, exercise))
    else:
        old = _source(cells[at])
        if notebook.same_code(old, stub.source):
            return False
        cells[at]["source"] = stub.source.splitlines(keepends=True)
        cells[at]["outputs"], cells[at]["execution_count"] = [], None
        cells.insert(at + 1, _kept(old, exercise, now, with_id="id" in cells[at]))
    write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return True


def _own_cell(cells: Sequence[dict[str, Any]], exercise: str) -> int | None:
    for index, cell in enumerate(cells):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if cell.get("cell_type") == "code" and marks.get("grade_id") == exercise and marks.get("solution"):
            return index
    return None


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _kept(code: str, exercise: str, now: datetime.datetime, with_id: bool) -> dict[str, Any]:
    """The old code as text: it is not run, and not graded."""
    fence = "`" * max(3, code.count("`") + 1 if "```" in code else 3)
    text = f"Your code for `{exercise}` until {now:%Y-%m-%d %H:%M}:\n\n{fence}python\n{code.rstrip()}\n{fence}\n"
    cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    return {"id": f"kept-{now:%Y%m%d%H%M%S%f}", **cell} if with_id else cell


def _code(source: str, exercise: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "metadata": {"nbgrader": notebook.marked(exercise, solution=True)},
        "execution_count": None, "outputs": [], "source": source.splitlines(keepends=True), "id": exercise,
    }  # fmt: skip
