"""A submitted notebook as nbgrader may have it: the student's work in the release's frame. Pure.

nbgrader believes a submission's metadata and stops at what it cannot read. Here nothing is believed: marks come from
the release, check cells are the release's and stand once behind their exercise, locked cells are as released, and a
file that is no notebook becomes the released one with a sentence on what was wrong.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat

from autograder.model import notebook, pictures
from autograder.model.arrange import sort
from autograder.model.course import Assignment
from autograder.model.notebook import CHECK_SUFFIX, Cell
from autograder.model.text import clean

GONE = "This cell was not in the submission; it was put back as it was released."
MOST_ATTACHED = 15 << 18  # bytes of a picture, 5 MB in base64


def framed(data: bytes, released: Any, assignment: Assignment) -> Any:
    """The notebook to grade and show, of nbformat 4.5: `data` as handed in, `released` the released notebook.

    Raises notebook.Unreadable.
    """
    cells = notebook.read(data, assignment.limits.notebook_mb)
    frame = {mark["grade_id"]: cell for cell in released.cells if (mark := _mark(cell))}
    kept = sort(cells, notebook.read(nbformat.writes(released).encode(), 1 << 10), assignment)
    answers = {name: parts for name, parts in {**kept.own, **kept.written}.items() if name in frame}
    places = _places(kept.cells, answers, frame)
    joined = {index for parts in answers.values() for index in parts[1:]}
    found: list[Any] = []
    for index, cell in enumerate(kept.cells):
        if name := places.get(index, ""):
            text = kept.text(name) if name in answers else cell.source
            own = [kept.cells[i] for i in answers.get(name, (index,))]
            found.append(_in_frame(text, frame[name], {k: v for cell in own for k, v in _attachments(cell).items()}))
            if name + CHECK_SUFFIX in frame:
                found.append(copy.deepcopy(frame[name + CHECK_SUFFIX]))
        elif index not in joined and (cell.grade_id not in frame or not cell.is_check):
            found.append(_plain(cell, _attachments(cell)))
    return _notebook(_with_missing(found, frame), released)


def unreadable(reason: str, released: Any) -> Any:
    """The released notebook under a sentence that says why the submission is not shown."""
    from nbformat.v4 import new_markdown_cell

    found = [copy.deepcopy(cell) for cell in released.cells]
    return _notebook([new_markdown_cell(f"**This submission could not be read.** {clean(reason)}"), *found], released)


def _mark(cell: Any) -> Mapping[str, Any]:
    mark = cell.metadata.get("nbgrader", {})
    return mark if mark.get("grade_id") else {}


def _places(cells: Sequence[Cell], answers: Mapping[str, Sequence[int]], frame: Mapping[str, Any]) -> dict[int, str]:
    """Which cell, by index, is which of the release's: answers as the engine finds them, others by id."""
    places = {parts[0]: name for name, parts in answers.items()}
    taken = {index for parts in answers.values() for index in parts}
    for name in frame:
        own = [i for i, cell in enumerate(cells) if cell.grade_id == name and i not in taken]
        if own and name not in answers and not name.endswith(CHECK_SUFFIX):
            places[own[0]] = name
    return places


def _in_frame(text: str, framed_by: Any, attachments: Any) -> Any:
    """The released cell, with the student's text where it is theirs to write."""
    new = copy.deepcopy(framed_by)
    if new.metadata.nbgrader.solution:
        new.source = text
        if attachments and new.cell_type == "markdown":
            new["attachments"] = attachments
    return new


def _plain(cell: Cell, attachments: Any) -> Any:
    from nbformat import v4

    new = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell}.get(cell.type, v4.new_raw_cell)(cell.source)
    if attachments and cell.type == "markdown":
        new["attachments"] = attachments
    return new


def _with_missing(found: list[Any], frame: Mapping[str, Any]) -> list[Any]:
    """Put back what the release has and the submission has not, each behind its neighbour of the release."""
    from nbformat.v4 import new_markdown_cell

    before = ""
    for name, cell in frame.items():
        here = [i for i, mine in enumerate(found) if _mark(mine).get("grade_id") == name]
        if not here:
            at = [i for i, mine in enumerate(found) if before and _mark(mine).get("grade_id") == before]
            place = at[0] + 1 if at else 0
            found[place:place] = [new_markdown_cell(GONE), copy.deepcopy(cell)]
        before = name
    return found


def _notebook(cells: Sequence[Any], released: Any) -> Any:
    """A notebook of `cells` with ids of their own and no outputs."""
    from nbformat.v4 import new_notebook

    for index, cell in enumerate(cells):
        name = _mark(cell).get("grade_id", f"cell-{index + 1:03}")
        cell["id"] = re.sub(r"[^a-zA-Z0-9_-]", "-", name)[:64]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return new_notebook(cells=list(cells), metadata=copy.deepcopy(released.metadata))


def _attachments(cell: Cell) -> dict[str, dict[str, str]]:
    """Pictures pasted into a cell, by name, as nbformat has them: only what is a picture in base64."""
    told = [(name, text, pictures.decoded(text, MOST_ATTACHED)) for name, text in cell.attached if name.isprintable()]
    return {name: {f"image/{pictures.kind(data)}": text} for name, text, data in told if data}
