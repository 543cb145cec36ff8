"""Declarations: what `@inputs`, `@probe`, `@check`, `@mistake` and `mistakes` leave in an author's module."""

import difflib
import functools
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from autograder.errors import UserError

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Inputs:
    """Values that the judge makes from the run's seed."""

    name: str
    make: Callable[..., Any]


@dataclass(frozen=True)
class Check:
    """One sentence that is true of a right solution, and how to find out."""

    exercise: str
    name: str
    description: str
    needs: tuple[str, ...]
    function: Callable[..., None]

    @property
    def id(self) -> str:
        return f"{self.exercise}.{self.name}"

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.function).parameters)


@dataclass(frozen=True)
class Mistake:
    """A known wrong turn: how it changes the reference's cell, what to tell the student, what to ask them."""

    exercise: str
    name: str
    sentence: str
    hint: str
    change: Callable[["Cell"], str]


class NotThere(UserError):
    """What a mistake changes is not in the cell."""

    def __init__(self, text: str, cell: str) -> None:
        wanted = next((line for line in text.splitlines() if line.strip()), text)
        near = max(cell.splitlines() or [""], key=lambda line: _in_common(wanted, line))
        self.sentence = f"changes {text!r}, which is not in the reference's cell. The nearest line there: {near!r}."
        super().__init__(f"A mistake {self.sentence}")


def _in_common(one: str, other: str) -> int:
    """How many characters two lines have in common, in order."""
    return sum(block.size for block in difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


class Cell(str):
    """The source of a solution cell, with the edits that mistakes are made of."""

    def without(self, text: str) -> "Cell":
        """Drop every line that contains `text`."""
        self._must_contain(text)
        return Cell("\n".join(line for line in self.split("\n") if text not in line))

    def change(self, old: str, new: str) -> "Cell":
        """Put `new` for every `old`."""
        self._must_contain(old)
        return Cell(self.replace(old, new))

    def rewrite(self, code: str) -> "Cell":
        """A whole new cell."""
        return Cell(inspect.cleandoc(code) + "\n")

    def _must_contain(self, text: str) -> None:
        if text not in self:
            raise NotThere(text, self)


Edit = Callable[[Cell], str]


def change(old: str, new: str) -> Edit:
    """The edit that puts `new` for every `old`."""
    return lambda cell: cell.change(old, new)


def exchange(one: str, other: str) -> Edit:
    """The edit that puts `one` wherever `other` stood, and the other way round."""
    return lambda cell: cell.change(one, "\0").change(other, one).change("\0", other)


def without(*texts: str) -> Edit:
    """The edit that drops every line that contains one of `texts`."""
    return lambda cell: functools.reduce(Cell.without, texts, cell)


def rewrite(code: str) -> Edit:
    """The edit that makes `code` the whole cell."""
    return lambda cell: cell.rewrite(code)


@dataclass(frozen=True)
class Part:
    """One entry of the dict that a probe answers with: what one check is about, where several share a question."""

    probe: Callable[..., Any]
    name: str


def part(probe: Callable[..., Any], name: str) -> Part:
    """What is asked for instead of `probe`, where only the entry `name` of its answer counts."""
    return Part(probe, name)


def probe(function: Function) -> Function:
    """A function that runs in the child on the student's lesson and returns plain data."""
    function.__probe__ = True  # type: ignore[attr-defined]
    return function


def inputs(function: Callable[..., Any]) -> Inputs:
    """A function `(rng, data)`, both optional, that makes what checks of the same argument name are given."""
    return Inputs(function.__name__, function)


def check(exercise: str, needs: str | Iterable[str] = ()) -> Callable[[Callable[..., None]], Check]:
    """Declare a check of `exercise`; its docstring is the line that a student reads.

    `needs` names exercises without which it cannot be asked: it is `blocked` when one of them did not pass.
    """
    names = (needs,) if isinstance(needs, str) else tuple(needs)

    def declare(function: Callable[..., None]) -> Check:
        return Check(exercise, function.__name__, inspect.getdoc(function) or "", names, function)

    return declare


def mistake(exercise: str, hint: str) -> Callable[[Edit], Mistake]:
    """Declare a known mistake of `exercise`; its docstring is the sentence, `hint` the question that a student gets."""

    def declare(function: Edit) -> Mistake:
        code = function.__code__
        where = f"{code.co_filename}, line {code.co_firstlineno}"
        return _mistake(where, exercise, function.__name__, inspect.getdoc(function) or "", hint, (function,))

    return declare


@dataclass(frozen=True)
class Row:
    """One mistake among those of an exercise that `mistakes` declares, and the file and line where it stands."""

    where: str
    name: str
    sentence: str
    hint: str
    edits: tuple[Edit, ...]


def row(name: str, sentence: str, *edits: Edit, hint: str = "") -> Row:
    """A mistake that `edits` make one after another: change, exchange, without, rewrite, or any function of a cell."""
    there = sys._getframe(1)
    return Row(f"{there.f_code.co_filename}, line {there.f_lineno}", name, sentence, hint, edits)


def mistakes(exercise: str, *rows: Row, hint: str = "") -> tuple[Mistake, ...]:
    """Declare known mistakes of `exercise`, a row each; `hint` is the question of those that have none of their own."""
    return tuple(_mistake(one.where, exercise, one.name, one.sentence, one.hint or hint, one.edits) for one in rows)


def _mistake(where: str, exercise: str, name: str, sentence: str, hint: str, edits: tuple[Edit, ...]) -> Mistake:
    def changed(cell: Cell) -> str:
        try:
            for edit in edits:
                cell = Cell(edit(cell))
        except NotThere as absent:
            raise UserError(f"{where}: the mistake `{name}` of `{exercise}` {absent.sentence}") from None
        return cell

    return Mistake(exercise, name, sentence, hint, changed)


def load(path: Path) -> ModuleType:
    """Import an author's module from its file, without leaving bytecode beside it.

    Raises UserError when it is not there or does not import.
    """
    if not path.is_file():
        raise UserError(f"{path} is not there. An assignment needs it: see CONTRIBUTING.md.")
    return load_source(path.read_text(encoding="utf-8"), str(path))


def load_source(source: str, filename: str) -> ModuleType:
    """A module made of `source`; `filename` is what its tracebacks say.

    Raises UserError when it does not import.
    """
    path = Path(filename)
    module = ModuleType(f"lesson_{path.parent.name}_{path.stem}")
    module.__file__ = filename
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, filename, "exec"), module.__dict__)
    except Exception as error:
        raise UserError(f"{filename} does not import: {type(error).__name__}: {error}") from error
    return module


def declared(module: ModuleType, kind: type) -> list[Any]:
    """All declarations of `kind` in `module`, one by one or several in a tuple, in the order in which they stand."""
    values = [value if isinstance(value, tuple) else (value,) for value in vars(module).values()]
    return [one for several in values for one in several if isinstance(one, kind)]
