"""Answers in words: found by their ids, else by the place between cells of the release that are still there."""

import ast
from collections.abc import Mapping, Sequence

from autograder.model.course import Assignment
from autograder.model.notebook import Cell, last_name, syntax_tree

HEADING = 6  # words at most


def answers_in_words(
    cells: Sequence[Cell], own: Mapping[str, Sequence[int]], released: Sequence[Cell], assignment: Assignment
) -> dict[str, tuple[int, ...]]:
    """The cells that answer each written question, by its name; none of a question that was left as released."""
    places = _places(cells, own, released)
    at = {place: index for index, place in places.items()}
    found: dict[str, tuple[int, ...]] = {}
    for place, cell in enumerate(released):
        if not any(e.name == cell.grade_id and e.manual is not None for e in assignment.exercises):
            continue
        before = next((at[p] for p in reversed(range(place)) if p in at), -1)
        after = min((at[p] for p in range(place + 1, len(released)) if p in at and at[p] > before), default=len(cells))
        marked = [i for i, c in enumerate(cells) if c.grade_id == cell.grade_id]
        mine = [i for i in marked if cells[i].source.strip() not in ("", cell.source.strip())]
        near = [i for i in range(before + 1, after) if i not in places and _is_text(cells[i])]
        behind = [i for i in range(before + 1, len(cells)) if i not in places and _is_prose(cells[i])]
        if parts := sorted({*mine, *near} or behind):  # who looks at it sees whether it answers
            found[cell.grade_id] = tuple(parts)
    return found


def _places(cells: Sequence[Cell], own: Mapping[str, Sequence[int]], released: Sequence[Cell]) -> dict[int, int]:
    """Which cell of the release each cell is: by id, as an exercise's, or because it says the same."""
    ids = {cell.grade_id: place for place, cell in enumerate(released) if cell.grade_id}
    places = {i: ids[name] for name, parts in own.items() for i in parts if name in ids}
    texts: dict[str, list[int]] = {}
    for place, cell in enumerate(released):
        texts.setdefault(cell.source.strip(), []).append(place)
    for i, cell in enumerate(cells):
        if cell.grade_id in ids:
            places.setdefault(i, ids[cell.grade_id])
        elif i not in places and (same := texts.get(cell.source.strip())):
            places[i] = same.pop(0) if len(same) > 1 else same[0]
    return places


def _is_prose(cell: Cell) -> bool:
    return cell.type != "code" and len(cell.source.split()) > HEADING


def _is_text(cell: Cell) -> bool:
    """Whether a cell holds words: no Python, or nothing but comments, texts and `print` of them, is meant so too."""
    if cell.type != "code":
        return bool(cell.source.strip())
    tree = syntax_tree(cell.source)
    return bool(cell.source.strip()) and (tree is None or all(map(_says, tree.body)))


def _says(statement: ast.stmt) -> bool:
    """Whether a statement is a text, or hands one on."""
    value = getattr(statement, "value", None)
    match value:
        case ast.Call(func=called, args=[said]) if last_name(called) in ("print", "Markdown", "display"):
            value = said
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
