"""A notebook read as data: its cells, and what a cell says as a program. `arrange` puts the cells in order."""

import ast
import contextlib
import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from autograder.errors import UserError
from autograder.model.cells import RunCell
from autograder.model.course import Assignment
from autograder.model.report import Note, as_points

CHECK_SUFFIX = "_check"
EXPLORE = "explore"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
MAX_CELLS = 10_000
WITH_OUTPUTS_MB = 256  # of a file whose outputs are dropped before its size counts
MAX_TOKENS = 5_000_000
_TOKEN = re.compile(rb'("outputs"\s*+:\s*+\[)|"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_NEWLINE = re.compile(r"\r\n?")
# A program takes a thousand times its size in memory to be parsed, and longer than its length would suggest.
MAX_PARSED, MAX_CODE, MAX_NESTED = 100_000, 1 << 20, 100
_OTHER_LANGUAGE = re.compile(r"\s*%%(?!(?:time|capture|prun)\b)")
_MANY_DOTS = re.compile(r"(?:\.[\s\\]*+\w++[\s\\]*+){100}")  # a quadratic time in Python's parser
# IPython's own transformer takes a quadratic time, which a submission could use against the judge.
_GOING_ON = r"[^\n]*+(?:(?<=\\)\n[^\n]*+)*+"
_MAGIC = re.compile(
    rf"^([ \t]*+)(?:%time[ \t]++(?![%!])([^\n]*+)|[%!?]{_GOING_ON}|[\w.*%\[\]]++\?{{1,2}}[ \t]*+"
    rf"|[\w.,\[\] \t]++=[ \t]*+[%!]{_GOING_ON})$",
    re.MULTILINE,
)


class Unreadable(Exception):
    """The file is not a notebook; the message says what was found and what to hand in instead."""


@dataclass(frozen=True)
class Cell:
    """One cell: its type, its source, its number in the notebook, and what nbgrader's metadata says that it is."""

    type: str
    source: str
    grade_id: str = ""
    solution: bool = False
    grade: bool = False
    locked: bool = False
    explore: bool = False
    number: int = 0
    attached: tuple[tuple[str, str], ...] = ()  # pictures by name, in base64

    @property
    def is_check(self) -> bool:
        """Whether it is one of the cells that ask for a verdict."""
        return self.grade and not self.solution

    @property
    def is_exercise(self) -> bool:
        return self.solution and self.type == "code"


@dataclass(frozen=True)
class Submission:
    """A student's notebook put in order: the cells to run, answers in words, and what was repaired on the way.

    `modules`: the texts of the student's own modules, by the path at which they are imported.
    """

    cells: tuple[RunCell, ...]
    todo: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[Note, ...]
    written: Mapping[str, str] = field(default_factory=dict)
    pasted: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)  # pictures in those answers
    modules: Mapping[str, str] = field(default_factory=dict)


def read(data: bytes, most_mb: int) -> list[Cell]:
    """The cells of a notebook of any nbformat from 3 to 4.5, with or without metadata.

    Raises Unreadable.
    """
    remedy = "Hand in the .ipynb file that Jupyter saved."
    if data.startswith(ARCHIVES):
        raise Unreadable(f"The file is a packed archive, which is not opened here. {remedy}")
    data = lean(data, most_mb)
    if len(data) > most_mb << 20:
        raise Unreadable(f"The file has {len(data) >> 20} MB, more than {most_mb}: clear the outputs and save again.")
    try:
        content = json.loads(data)  # in UTF-8 or, as some editors of Windows save, UTF-16
    except UnicodeDecodeError:
        raise Unreadable(f"The file is not text in UTF-8. {remedy}") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"The file is {'not JSON' if data.strip() else 'empty'}. {remedy}") from None
    if isinstance(content, dict) and isinstance(content.get("worksheets"), list):
        content = {"cells": [cell for sheet in content["worksheets"] for cell in _part(sheet, "cells", list)]}
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise Unreadable(f"The file is JSON but has no list of cells. {remedy}")
    if len(content["cells"]) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(content['cells']):,} cells, more than {MAX_CELLS:,}.")
    cells = [_cell(cell, number) for number, cell in enumerate(content["cells"], 1) if isinstance(cell, dict)]
    size = sum(len(c.source) for c in cells if c.type == "code" and len(c.source) <= MAX_PARSED)
    if size > MAX_CODE:
        raise Unreadable(f"The notebook has {size:,} characters of code, more than {MAX_CODE:,}. {remedy}")
    return cells


def _part(value: Any, key: str, kind: type) -> Any:
    """What JSON of anybody's has under a key, where that is of the kind it should be; else an empty one."""
    part = value.get(key) if isinstance(value, dict) else None
    return part if isinstance(part, kind) else kind()


def _cell(content: dict, number: int) -> Cell:
    source = content.get("source", content.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source if isinstance(source, str) else ""
    metadata = _part(content, "metadata", dict)
    marks = _part(metadata, "nbgrader", dict)
    return Cell(
        type=content["cell_type"] if content.get("cell_type") in ("code", "markdown") else "raw",
        source=_NEWLINE.sub("\n", source.encode("utf-8", "replace").decode().replace("\0", "")),
        grade_id=str(marks.get("grade_id") or "")[:200],
        solution=marks.get("solution") is True,
        grade=marks.get("grade") is True,
        locked=marks.get("locked") is True,
        explore=EXPLORE in _part(metadata, "tags", list),
        number=number,
        attached=tuple(_pictures(_part(content, "attachments", dict))),
    )


def marked(grade_id: str, solution: bool = False, locked: bool = False, points: float | None = None) -> dict[str, Any]:
    """nbgrader's metadata of a cell; one with `points` is graded."""
    marks = {
        "schema_version": 3, "grade_id": grade_id, "grade": points is not None, "solution": solution, "locked": locked,
        "task": False,
    }  # fmt: skip
    return {**marks, "points": as_points(points)} if points is not None else marks


def _pictures(attachments: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, forms in attachments.items():
        for kind in ("image/png", "image/jpeg") if isinstance(forms, dict) else ():
            data = forms.get(kind)
            if isinstance(data, list) and all(isinstance(part, str) for part in data):
                data = "".join(data)
            if isinstance(data, str):
                yield str(name), data


def lean(data: bytes, most_mb: int) -> bytes:
    """A notebook's JSON; what is larger than allowed has its outputs, most of a large file, cut out unread.

    What has more in it than any notebook is given back as it is.
    """
    if len(data) <= most_mb << 20:
        return data
    kept, start, depth, outputs = [], 0, 0, -1
    for count, found in enumerate(_TOKEN.finditer(data)):
        if count > MAX_TOKENS:
            return data
        token = found[0]
        if token in b"[{":
            depth += 1
        elif token in b"]}":
            depth -= 1
            if depth == outputs:
                start, outputs = found.start(), -1
        elif found[1]:  # the key `outputs`, and the bracket behind it
            if outputs < 0:
                kept.append(data[start : found.end()])
                outputs = depth
            depth += 1
    return b"".join([*kept, data[start:]]) if outputs < 0 else data


def release_cells(assignment: Assignment) -> list[Cell]:
    """The cells of the released notebook.

    Raises UserError when it has not been released.
    """
    path = assignment.released
    if not path.is_file():
        raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
    return read(path.read_bytes(), 1 << 10)


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
    for text in (source, _MAGIC.sub(_as_python, source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return None if _nested(text) else ast.parse(text)
    return None


@lru_cache(256)
def _nested(program: str) -> bool:
    """Whether a tree is so deep that whoever goes down into it, to write or to copy it, would not come back."""
    level: list[ast.AST] = [ast.parse(program)]
    for _ in range(MAX_NESTED):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _as_python(magic: re.Match[str]) -> str:
    """What stands for a magic, on as many lines: the statement that `%time` times, else nothing."""
    return f"{magic[1]}{magic[2] or 'pass'}" + "\n" * magic[0].count("\n")


def last_name(function: ast.AST) -> str:
    """`backward` of `loss.backward`, `load` of `torch.load`; empty for what has no name."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def bound_names(source: str) -> frozenset[str]:
    """The names that a cell binds, in its blocks too, but for those that it only adds to."""
    return _names(source)[0]


def defined_names(source: str) -> frozenset[str]:
    """The names of the functions and classes that a cell defines."""
    return _names(source)[1]


@lru_cache(256)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    found = list(_bound(source))
    return frozenset(name for name, _ in found), frozenset(name for name, defined in found if defined)


def _bound(source: str) -> Iterator[tuple[str, bool]]:
    """Each name that a cell binds, and whether it does so as a function's or class's."""
    tree = None if _OTHER_LANGUAGE.match(source) else syntax_tree(source)
    waiting: list[ast.AST] = list(tree.body) if tree else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, True
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, False
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0], False
        elif not isinstance(node, ast.AugAssign | ast.Lambda | ast.comprehension):
            waiting += ast.iter_child_nodes(node)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
