"""A notebook read as data, and put in order: exercise cells found, locked cells put back, the rest kept."""

import ast
import contextlib
import hashlib
import json
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.model.cells import RunCell
from autograder.model.course import Assignment, Exercise

CHECK_SUFFIX = "_check"
EXPLORE = "explore"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
MAX_CELLS = 10_000
# A program takes a thousand times its size in memory to be parsed, and longer than its length would suggest.
MAX_PARSED, MAX_CODE = 100_000, 1 << 20
_MANY_DOTS = re.compile(r"(?:\.[\s\\]*+\w++[\s\\]*+){100}")  # a quadratic time in Python's parser
# IPython's own transformer takes a quadratic time, which a submission could use against the judge.
_MAGIC = re.compile(r"^([ \t]*+)(?:[%!?][^\n]*|[^\n]*\?[ \t]*|\w+ *= *[%!][^\n]*)$", re.MULTILINE)


class Unreadable(Exception):
    """The file is not a notebook; the message says what was found and what to hand in instead."""


@dataclass(frozen=True)
class Cell:
    """One cell: its type, its source, and what nbgrader's metadata says that it is."""

    type: str
    source: str
    grade_id: str = ""
    solution: bool = False
    grade: bool = False
    locked: bool = False
    explore: bool = False

    @property
    def is_check(self) -> bool:
        """Whether it is one of the cells that ask for a verdict."""
        return self.grade and not self.solution

    @property
    def is_exercise(self) -> bool:
        return self.solution and self.type == "code"


@dataclass(frozen=True)
class Submission:
    """A student's notebook put in order: the cells to run, and what had to be repaired on the way."""

    cells: tuple[RunCell, ...]
    todo: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...]


def read(data: bytes, most_mb: int) -> list[Cell]:
    """The cells of a notebook of any nbformat from 3 to 4.5, with or without metadata.

    Raises Unreadable.
    """
    remedy = "Hand in the .ipynb file that Jupyter saved."
    if data.startswith(ARCHIVES):
        raise Unreadable(f"The file is a packed archive, which is not opened here. {remedy}")
    if len(data) > most_mb << 20:
        raise Unreadable(f"The file has {len(data) >> 20} MB, more than {most_mb}: clear the outputs and save again.")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"The file is not text in UTF-8. {remedy}") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"The file is not JSON. {remedy}") from None
    if isinstance(content, dict) and isinstance(content.get("worksheets"), list):
        content = {"cells": [cell for sheet in content["worksheets"] for cell in _items(sheet, "cells")]}
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise Unreadable(f"The file is JSON but has no list of cells. {remedy}")
    if len(content["cells"]) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(content['cells']):,} cells, more than {MAX_CELLS:,}.")
    cells = [_cell(cell) for cell in content["cells"] if isinstance(cell, dict)]
    size = sum(len(c.source) for c in cells if c.type == "code" and len(c.source) <= MAX_PARSED)
    if size > MAX_CODE:
        raise Unreadable(f"The notebook has {size:,} characters of code, more than {MAX_CODE:,}. {remedy}")
    return cells


def _items(value: Any, key: str) -> list:
    items = value.get(key) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []


def _cell(content: dict) -> Cell:
    source = content.get("source", content.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source if isinstance(source, str) else ""
    metadata = content.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    return Cell(
        type=content["cell_type"] if content.get("cell_type") in ("code", "markdown") else "raw",
        source=source.encode("utf-8", "replace").decode().replace("\0", ""),
        grade_id=str(marks.get("grade_id") or "")[:200],
        solution=marks.get("solution") is True,
        grade=marks.get("grade") is True,
        locked=marks.get("locked") is True,
        explore=EXPLORE in _items(metadata, "tags"),
    )


def release_cells(assignment: Assignment) -> list[Cell]:
    """The cells of the released notebook.

    Raises UserError when it has not been released.
    """
    from autograder.errors import UserError

    path = assignment.released
    if not path.is_file():
        raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
    return read(path.read_bytes(), 1 << 10)


def arrange(cells: Sequence[Cell], released: Sequence[Cell], assignment: Assignment) -> Submission:
    """Put a student's `cells` in order against the release: who is which exercise, what is run, what is put back."""
    notes: list[str] = []
    stubs = {cell.grade_id: cell.source for cell in released if cell.is_exercise}
    locked = {cell.grade_id: cell for cell in released if cell.type == "code" and cell.locked and not cell.is_check}
    checks = {cell.grade_id for cell in released if cell.is_check}
    explored = {cell.source.strip() for cell in released if cell.explore}
    exercises = [exercise for exercise in assignment.exercises if exercise.manual is None]
    chosen: dict[int, Exercise] = {}
    todo, lost = [], []
    known = {*stubs, *locked, *checks}
    for exercise in exercises:
        index, note = find_cell(exercise, cells, stubs.get(exercise.name, ""), known, chosen)
        if note:
            notes.append(note)
        if index is None:
            lost.append(exercise.name)
        elif same_code(cells[index].source, stubs.get(exercise.name, "")):
            todo.append(exercise.name)
            chosen[index] = exercise
        else:
            chosen[index] = exercise
    run: list[RunCell] = []
    placed: set[str] = set()
    limits = assignment.limits
    for index, cell in enumerate(cells):
        if index in chosen:
            exercise = chosen[index]
            if exercise.name not in todo:
                seconds = exercise.seconds or limits.cell_seconds
                run.append(RunCell(exercise.name, cell.source, exercise.names, seconds, exercise.run == "on_demand"))
        elif cell.grade_id in locked and cell.type == "code":
            if cell.grade_id not in placed:
                placed.add(cell.grade_id)
                original = locked[cell.grade_id].source
                if cell.source.strip() != original.strip():
                    notes.append(f"The locked cell `{cell.grade_id}` had been changed; it was graded as released.")
                run.append(RunCell(cell.grade_id, original, (), limits.cell_seconds))
        elif _is_extra(cell, known, explored):
            run.append(RunCell(f"cell {index + 1}", cell.source, (), limits.cell_seconds))
    missing = [cell for name, cell in locked.items() if name not in placed]
    order = [cell.grade_id for cell in released]
    for cell in missing:
        notes.append(f"The locked cell `{cell.grade_id}` was missing; it was put back.")
        before = set(order[: order.index(cell.grade_id)])
        place = max((i for i, other in enumerate(run) if other.label in before), default=-1) + 1
        run.insert(place, RunCell(cell.grade_id, cell.source, (), limits.cell_seconds))
    return Submission(tuple(run), tuple(todo), tuple(lost), tuple(notes))


def _is_extra(cell: Cell, known: Iterable[str], explored: Iterable[str]) -> bool:
    """Whether it is a code cell of the student's own, or a visible one of the release, that is run."""
    if cell.type != "code" or cell.explore or cell.is_check or cell.grade_id in known:
        return False
    return bool(cell.source.strip()) and cell.source.strip() not in explored


def find_cell(
    exercise: Exercise, cells: Sequence[Cell], stub: str, known: Iterable[str], taken: Iterable[int]
) -> tuple[int | None, str]:
    """The index of the exercise's own cell, or None, and a note when it was not simply there."""
    own = [
        i for i, cell in enumerate(cells) if cell.grade_id == exercise.name and cell.type == "code" and i not in taken
    ]
    worked = [i for i in own if not same_code(cells[i].source, stub)]
    if worked:
        note = f"There were {len(own)} cells for `{exercise.name}`; the last one that was filled in was graded."
        return worked[-1], note if len(own) > 1 else ""
    for i, cell in enumerate(cells):
        free = cell.type == "code" and cell.grade_id not in known and i not in taken and not cell.explore
        free = free and all(name in cell.source for name in exercise.names)  # spares parsing what cannot be it
        if free and set(exercise.names) <= bound_names(cell.source) and not same_code(cell.source, stub):
            return i, f"`{exercise.name}` was found in a cell that is not its own."
    return (own[0], "") if own else (None, "")


def written_answers(cells: Sequence[Cell], released: Sequence[Cell]) -> dict[str, str]:
    """By question, what the student wrote; empty where it is as it was released.

    Of a question whose cell is not there, it is all text of the student's own: whoever reads finds the answer.
    """
    texts = {cell.source.strip() for cell in released}
    own = "\n\n".join(cell.source for cell in cells if cell.type == "markdown" and cell.source.strip() not in texts)
    found = {}
    for question in (cell for cell in released if cell.grade and cell.solution):
        mine = [cell.source for cell in cells if cell.grade_id == question.grade_id]
        answered = "\n\n".join(text for text in mine if text.strip() != question.source.strip())
        found[question.grade_id] = answered if mine else own
    return found


def same_code(left: str, right: str) -> bool:
    """Whether two cells are the same program: comments, spacing and quotes do not count."""
    if left.strip() == right.strip():
        return True
    programs = [_program(source) for source in (left, right)]
    if None in programs:
        return "".join(left.split()) == "".join(right.split())
    return programs[0] == programs[1]


@lru_cache(256)
def _program(source: str) -> str | None:
    """A digest of what a cell says as a program, however it is written; None when it is not Python, or cannot be told.

    Trees are not kept: they are large.
    """
    tree = syntax_tree(source)
    try:
        return sha256(ast.dump(tree).encode("utf-8", "replace")) if tree else None
    except (RecursionError, ValueError):  # too deep, or a number with too many digits
        return None


def syntax_tree(source: str) -> ast.Module | None:
    """The syntax tree of a cell, its magics left out; None when it is not Python, or more than is worth reading."""
    if len(source) > MAX_PARSED or _MANY_DOTS.search(source):
        return None
    for text in (source, _MAGIC.sub(r"\1pass", source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    return None


@lru_cache(256)
def bound_names(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level."""
    tree = syntax_tree(source)
    names: set[str] = set()
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(names)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
