"""The reference as an author writes it: a py:percent file whose cell headers say what each cell is."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.errors import UserError
from autograder.model.cells import RunCell
from autograder.model.course import Assignment
from autograder.model.number import times
from autograder.model.tables import unknown

MARKERS = ("exercise", "locked", "written", "explore")
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*\.[A-Za-z_]\w*)\}")


def read(assignment: Assignment) -> Any:
    """The reference as an nbformat notebook whose cells carry their marker in the metadata, its text filled in.

    Raises UserError when it is not there, its exercises are not those of grading.toml in the same order, or its text
    asks for a number that grading.toml does not have.
    """
    import jupytext

    path = assignment.reference / f"{assignment.name}.py"
    if not path.is_file():
        raise UserError(f"{path} is not there. An assignment's lesson is a py:percent file of its name.")
    notebook = jupytext.read(path, fmt="py:percent")
    for cell in notebook.cells:
        _looked_over(cell, str(path))
    found = [name for cell in notebook.cells for marker, name in marks(cell) if marker in ("exercise", "written")]
    wanted = [exercise.name for exercise in assignment.exercises]
    if found != wanted:
        odd = next(
            (pair for pair in zip([*found, None], [*wanted, None], strict=False) if pair[0] != pair[1]), (None, None)
        )
        there, listed = (f"`{name}`" if name else "nothing" for name in odd)
        raise UserError(
            f"{path} and grading.toml do not name the same exercises in the same order: "
            f"the lesson goes on with {there}, grading.toml with {listed}."
        )
    known = numbers(assignment)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = filled(cell.source, known, str(path))
    return notebook


def _looked_over(cell: Any, path: str) -> None:
    """Raises UserError when a cell's header has a marker misspelt, or its solution does not end."""
    for key in set(cell.metadata) - set(MARKERS):
        if difflib.get_close_matches(key, MARKERS, cutoff=0.75):
            raise UserError(unknown("marker", key, MARKERS, f"{path}, in the header of a cell"))
    begun, ended = (cell.source.count(f"### {word} SOLUTION") for word in ("BEGIN", "END"))
    if begun != ended:
        name = dict(marks(cell)).get("exercise", "a cell")
        said = f"### BEGIN SOLUTION stands there {times(begun)}, ### END SOLUTION {times(ended)}"
        raise UserError(f"{path}, `{name}`: {said}.")


def numbers(assignment: Assignment) -> dict[str, str]:
    """What a lesson's text may quote from grading.toml, by placeholder: `points.NAME`, `threshold.NAME` and so on."""
    found: dict[str, float] = {"points.total": assignment.points}
    for exercise in assignment.exercises:
        found[f"points.{exercise.name}"] = exercise.points
        found[f"seconds.{exercise.name}"] = exercise.seconds or assignment.limits.cell_seconds
        if exercise.threshold is not None:
            found[f"threshold.{exercise.name}"] = exercise.threshold
            found[f"percent.{exercise.name}"] = 100 * exercise.threshold
    found |= {f"limits.{name}": value for name, value in vars(assignment.limits).items()}
    return {name: f"{value:g}" for name, value in found.items()}


def filled(text: str, known: Mapping[str, str], where: str) -> str:
    """`text` with each `{word.word}` replaced by what is `known` under it; other braces, as formulas have, stay.

    Raises UserError naming the place, the placeholder and the nearest known one.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise UserError(unknown("placeholder", found[1], known, where))
        return known[found[1]]

    return PLACEHOLDER.sub(value, text)


def marks(cell: Any) -> Iterator[tuple[str, Any]]:
    """The marker of a cell and its value, if it has one."""
    for marker in MARKERS:
        if marker in cell.metadata:
            yield marker, cell.metadata[marker]


def reference_cells(assignment: Assignment) -> list[RunCell]:
    """The solved lesson as cells to run."""
    cells = []
    limit = assignment.limits.cell_seconds
    for index, cell in enumerate(read(assignment).cells):
        mark = dict(marks(cell))
        if cell.cell_type != "code" or "explore" in mark:
            continue
        if "exercise" in mark:
            exercise = assignment.exercise(mark["exercise"])
            seconds = exercise.seconds or limit
            cells.append(RunCell(exercise.name, cell.source, exercise.names, seconds, exercise.run == "on_demand"))
        else:
            cells.append(RunCell(mark.get("locked") or f"cell {index + 1}", cell.source, (), limit))
    return cells


def solution(assignment: Assignment, exercise: str) -> str:
    """The reference's source of one exercise's cell."""
    for cell in read(assignment).cells:
        if dict(marks(cell)).get("exercise") == exercise:
            return cell.source
    raise UserError(f"The lesson of {assignment.name} has no cell for `{exercise}`.")
