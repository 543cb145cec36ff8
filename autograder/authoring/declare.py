"""Declarations: what `@inputs`, `@probe`, `@check` and `@mistake` leave in an author's module."""

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
            raise UserError(f"A mistake changes {text!r}, which is not in the reference's cell:\n{self}")


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


def mistake(exercise: str, hint: str) -> Callable[[Callable[[Cell], str]], Mistake]:
    """Declare a known mistake of `exercise`; its docstring is the sentence, `hint` the question that a student gets."""

    def declare(function: Callable[[Cell], str]) -> Mistake:
        return Mistake(exercise, function.__name__, inspect.getdoc(function) or "", hint, function)

    return declare


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
    """All declarations of `kind` in `module`, in the order in which they stand."""
    return [value for value in vars(module).values() if isinstance(value, kind)]
