"""Cells mended before they are run: locked ones as released, text that is code, several answers in one cell apart."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.model.course import Exercise
from autograder.model.notebook import Cell, bound_names, syntax_tree
from autograder.model.owned import Frame, goes_on, untouched
from autograder.model.report import Note

_FENCE = re.compile(r"^\s*```[^\n]*\n|\n```\s*$")


def unlocked(cells: Sequence[Cell], frame: Frame, notes: list[Note]) -> Iterator[Cell]:
    """The cells, each locked one as released, with what the student added to it in a cell behind it."""
    twins = {cell.source.strip(): cell for cell in frame.locked.values()}
    seen: set[str] = set()
    for cell in cells:
        if cell.type == "code" and cell.grade_id not in frame.known and cell.source.strip() in twins:
            cell = replace(twins[cell.source.strip()], number=cell.number)  # its metadata are lost
        original = frame.locked.get(cell.grade_id)
        if original is None or cell.type != "code":
            yield cell
            continue
        if cell.source.strip() == original.source.strip() or cell.grade_id in seen:
            added, dropped = "", False
        else:
            added, dropped = _added(cell.source, original.source)
            kept = "; what was added to it runs in a cell behind it" if added else ""
            kept += "; what else was changed in it was dropped" if dropped and added else ""
            said = f"The locked cell `{cell.grade_id}` had been changed; it was graded as released{kept}."
            notes.append(Note("repair" if added and not dropped else "dropped", said))
        seen.add(cell.grade_id)
        yield replace(cell, source=original.source)
        if added:
            yield Cell("code", added, number=cell.number)


def _added(source: str, original: str) -> tuple[str, bool]:
    """The statements that `source` has beside those of the original, and whether others had to be left out.

    Left out is what binds a name of the original anew: what a lesson hands out is not the student's to change.
    """
    mine, theirs = syntax_tree(source), syntax_tree(original)
    if mine is None or theirs is None:
        return "", True
    there = {ast.dump(statement) for statement in theirs.body}
    kept, dropped = [], False
    for statement, text in _statements(source, mine):
        if ast.dump(statement) in there or isinstance(statement, ast.Pass):
            continue
        if bound_names(text) & bound_names(original):
            dropped = True
        else:
            kept.append(text)
    return "\n".join(kept), dropped


def _statements(source: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement of a cell with its text, decorators and the comments before it included."""
    lines, done = source.split("\n"), 0
    for i, statement in enumerate(tree.body):
        end = statement.end_lineno or statement.lineno
        last = i + 1 == len(tree.body)
        yield statement, "\n".join(lines[done : len(lines) if last else end])
        done = max(done, end)


def as_code(cells: list[Cell], frame: Frame, notes: list[Note]) -> list[Cell]:
    """The cells, with an exercise's that was turned into text made code again, where no code cell can be it."""
    code = [i for i, cell in enumerate(cells) if cell.type == "code"]
    for exercise in frame.exercises:
        if any(cells[i].grade_id == exercise.name for i in code) or frame.definers(exercise, cells, code):
            continue
        for index, cell in enumerate(cells):
            text = _FENCE.sub("", cell.source)
            mine = cell.grade_id == exercise.name or set(exercise.names) <= bound_names(text)
            if cell.type != "code" and mine and syntax_tree(text) is not None:
                cells[index] = replace(cell, type="code", source=text, grade_id=exercise.name)
                notes.append(Note("repair", f"`{exercise.name}` stood in a cell of text; it was graded as code."))
                break
    return cells


def hosts(cells: Sequence[Cell], own: Mapping[str, tuple[int, ...]], frame: Frame) -> dict[int, list[Exercise]]:
    """Cells that hold the answers of several exercises, which have none of their own: by index, whose."""
    owner = {index: name for name, parts in own.items() for index in parts}
    found: dict[int, list[Exercise]] = {}
    code = [i for i, cell in enumerate(cells) if cell.type == "code" and not cell.is_check and not cell.explore]
    for exercise in frame.exercises:
        parts, stub = own.get(exercise.name, ()), frame.stub(exercise.name)
        if all(untouched(cells[i].source, stub) for i in parts):
            pool = [i for i in code if cells[i].grade_id not in frame.locked and i not in parts]
            for index in frame.definers(exercise, cells, pool)[-1:]:
                found.setdefault(index, []).append(exercise)
    for index, exercises in found.items():
        exercises[:0] = [e for e in frame.exercises if e.name == owner.get(index)]
    return found


def split(cell: Cell, exercises: Sequence[Exercise]) -> list[Cell]:
    """A cell that holds several answers, as a cell for each, and one for what stands between them."""
    tree = syntax_tree(cell.source)
    if tree is None:
        return [cell]
    parts: list[tuple[str, str]] = []
    going: Exercise | None = None
    for _, text in _statements(cell.source, tree):
        binds = bound_names(text)
        new = next((e for e in exercises if binds & set(e.names)), None)
        if new is None and going is not None and goes_on(text, going.names):
            new = going
        going = new
        name = new.name if new else ""
        if parts and (parts[-1][0] == name or not text.strip()):
            parts[-1] = parts[-1][0], f"{parts[-1][1]}\n{text}"
        else:
            parts.append((name, text))
    return [Cell("code", text, name, bool(name), number=cell.number) for name, text in parts]
