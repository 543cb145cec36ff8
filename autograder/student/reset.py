"""One exercise put back to its stub, with the student's code kept beside it as text."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.grading.bench import released_cells
from autograder.model import arrange, notebook
from autograder.model.course import Assignment
from autograder.model.files import write_whole
from autograder.model.notebook import Cell


def reset(path: Path, assignment: Assignment, exercise: str, now: datetime.datetime) -> bool | None:
    """Put the stub of `exercise` back into the notebook at `path`; whether there was code to keep, None when untouched.

    The exercise's cells are those that grading takes for it, wherever they stand and whether or not they bear its mark.
    Raises UserError when the exercise has no code cell, or shares it with another, or the file is not a notebook.
    """
    if assignment.exercise(exercise).manual is not None:
        raise UserError(f"`{exercise}` is answered in words: there is no stub to put back.")
    released = released_cells(assignment)
    stub = next((c for c in released if c.is_exercise and c.grade_id == exercise), None)
    if stub is None or not stub.source:
        again = f"Get the notebook as it was handed out, or make it with `autograder release {assignment.name}`."
        raise UserError(f"{assignment.released} holds no stub of `{exercise}` to put back. {again}")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        cells: list[Any] = content["cells"]
        given = _read(content)
    except (OSError, ValueError, KeyError, TypeError, notebook.Unreadable) as error:
        raise UserError(f"{path} cannot be read as a notebook ({error}).") from None
    with_id = any("id" in cell for cell in cells)
    untouched = [c.number - 1 for c in given if c.grade_id == exercise and notebook.same_code(c.source, stub.source)]
    put = cells[untouched[0]] if untouched else None
    old: list[str] = []
    while worked := _worked(_read(content), released, assignment, stub):
        old.append(worked.source)
        there = cells.pop(worked.number - 1)
        if put is None:
            put = _code(stub.source, exercise, there.get("id", exercise) if with_id else None)
            cells.insert(worked.number - 1, put)
    if put is None:
        check = next((c.number - 1 for c in _read(content) if f'check("{exercise}")' in c.source), len(cells))
        put = _code(stub.source, exercise, exercise if with_id else None)
        cells.insert(check, put)
    elif not old:
        return None
    if kept := "\n\n\n".join(source for source in old if source.strip()):
        at = next(i for i, cell in enumerate(cells) if cell is put)
        cells.insert(at + 1, _kept(kept, exercise, now, with_id))
    write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return bool(kept)


def _read(content: dict[str, Any]) -> list[Cell]:
    return notebook.read(json.dumps(content).encode(), notebook.WITH_OUTPUTS_MB)


def _worked(given: Sequence[Cell], released: Sequence[Cell], assignment: Assignment, stub: Cell) -> Cell | None:
    """The first cell that is the exercise's and not its stub.

    Raises UserError when that is another exercise's, too.
    """
    found = arrange.sort(given, released, assignment)
    numbers = {name: {found.cells[i].number for i in parts} for name, parts in found.own.items()}
    mine = numbers.pop(stub.grade_id, set())
    mine |= {cell.number for cell in given if cell.type == "code" and cell.grade_id == stub.grade_id}
    for other, theirs in numbers.items():
        if mine & theirs:
            raise UserError(
                f"`{stub.grade_id}` stands in one cell with `{other}`: put each into a cell of its own first."
            )
    return next((c for c in given if c.number in mine and not notebook.same_code(c.source, stub.source)), None)


def _kept(code: str, exercise: str, now: datetime.datetime, with_id: bool) -> dict[str, Any]:
    """The old code as text: it is not run, and not graded."""
    fence = "`" * max(3, code.count("`") + 1 if "```" in code else 3)
    text = f"Your code for `{exercise}` until {now:%Y-%m-%d %H:%M}:\n\n{fence}python\n{code.rstrip()}\n{fence}\n"
    cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    return {"id": f"kept-{now:%Y%m%d%H%M%S%f}", **cell} if with_id else cell


def _code(source: str, exercise: str, name: str | None) -> dict[str, Any]:
    cell = {
        "cell_type": "code", "metadata": {"nbgrader": notebook.marked(exercise, solution=True)},
        "execution_count": None, "outputs": [], "source": source.splitlines(keepends=True),
    }  # fmt: skip
    return {"id": name, **cell} if name else cell
