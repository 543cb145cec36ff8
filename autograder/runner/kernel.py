"""The student's lesson inside the child: cells run through IPython, and the face that probes see."""

import contextlib
import copy
import linecache
import math
import re
import sys
import types
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from autograder.model import text
from autograder.model.cells import RunCell, cell_of, filename_of
from autograder.runner.clock import TimeLimit, time_limit
from autograder.runner.covered import uncovered
from autograder.runner.shell import Silence, reset_surroundings
from autograder.runner.unattended import Absent, Rewritten

# known in the first line only
_CELL_MAGIC = re.compile(r"\A(\s*)%%(?:(?:time(?:it)?|prun)\b[^\n]*|capture[ \t]*(?=\n|\Z))")
MEMORY_WORDS = ("can't allocate memory", "out of memory", "cannot allocate memory", "unable to allocate")


class Missing(Exception):
    """A probe asked for a name that the lesson does not define."""


def explain(error: BaseException, cell_of: Callable[[str], str] = cell_of) -> dict[str, Any]:
    """Where in the student's cells `error` came from: {"type", "message", "cell", "line", "code", "kind"}.

    `kind` is "time", "memory" or "error"; `cell_of` tells the label of the cell that a file is.
    """
    cell, file, line, code = "", "", 0, ""
    trace = error.__traceback__
    while trace is not None:
        if label := cell_of(trace.tb_frame.f_code.co_filename):
            cell, file, line = label, trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and not cell:
        cell, file, line = cell_of(str(error.filename or "")), str(error.filename or ""), error.lineno or 0
    if cell:
        code = linecache.getline(file, line).strip()
    try:
        message = str(error)
    except Exception:
        message = ""
    kind = "error"
    if isinstance(error, TimeLimit):
        kind = "time"
    elif isinstance(error, MemoryError) or any(words in message.lower() for words in MEMORY_WORDS):
        kind = "memory"
    return {
        "type": type(error).__name__[:100], "message": message[:2000], "cell": cell, "line": line,
        "code": code[:300], "kind": kind,
    }  # fmt: skip


_Defaults = list[tuple[types.FunctionType, Any]]


@dataclass(frozen=True)
class _State:
    """A lesson to come back to: names, what cells left, their sources; copies of lists, arrays and defaults."""

    namespace: dict[str, Any]
    left: dict[str, Any]
    sources: dict[str, str]
    lists: dict[str, Any]
    defaults: _Defaults


class Kernel:
    """The namespace of a lesson as its cells leave it."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.namespace: dict[str, Any] = shell.user_ns
        self.given: dict[str, Any] = {}
        self.left: dict[str, Any] = {}
        self.sources: dict[str, str] = {}
        self.losses: dict[str, array[float]] = {}
        self.executed: dict[str, list[BaseException | None]] = {}
        self._first: _State | None = None
        self._now: _State | None = None

    def execute(self, source: str, cell: str, seconds: float, above: str = "") -> BaseException | None:
        """Run one cell's source, its lines counted from the end of what stands `above`; returns what it raised."""
        filename = filename_of(cell)
        losses: array[float] = array("d")
        source = _CELL_MAGIC.sub(r"\1", source)  # it would compile the cell under a name of its own
        blank = source[: len(source) - len(source.lstrip())]  # IPython leaves lines out that are empty
        lines_above = (above + blank).count("\n")
        program = Rewritten(lines_above)
        self.shell.ast_transformers = [program]
        self.shell.compile.get_code_name = lambda *a, **k: filename
        try:
            with (
                noted(losses),
                time_limit(seconds),
                contextlib.redirect_stdout(Silence()),
                contextlib.redirect_stderr(Silence()),
            ):
                result = self.shell.run_cell(source, store_history=False)
        except BaseException as error:
            return error
        finally:
            if losses:
                self.losses[cell] = losses
            lines = [line + "\n" for line in text.lines(above + source)]
            linecache.cache[filename] = (len(source), None, lines, filename)
        unread = result.error_before_exec
        if isinstance(unread, SyntaxError) and unread.filename == filename and unread.lineno:
            unread.lineno += lines_above
        return unread or result.error_in_exec or next(iter(program.failed), None)

    def run(self, cell: str, source: str, defines: Sequence[str], seconds: float, more: bool = False) -> dict:
        """Run a cell of the lesson and keep what it leaves under the names that it `defines`.

        With `more` it goes on from the cell of the same label before it: that may have defined them.
        """
        above = f"{self.sources[cell]}\n\n" if more and cell in self.sources else ""
        if defines:
            self.put_source(cell, source, more)
        before = {} if more else {name: self.namespace.pop(name) for name in defines if name in self.namespace}
        known = set(self.namespace)
        error = self.execute(source, cell, seconds, above)
        if not (defines or RunCell(cell, source).own):  # a locked cell
            self.given |= {name: value for name, value in self.namespace.items() if name not in known}
        now = self.namespace
        missing = [name for name in defines if name not in now or isinstance(now[name], Absent)]
        for name in defines:
            if name in self.namespace:
                self.left[name] = _own_copy(self.namespace[name])
            elif name in before:
                self.namespace[name] = before[name]
        if self._first:  # one more cell, after the lesson: the other exercises keep what their own cells left
            self._keep()
        return {"raised": explain(error) if error else None, "missing": missing}

    def put_source(self, cell: str, source: str, more: bool = False) -> None:
        """Make `source` the cell of that label, or more of it, without running it."""
        above = f"{self.sources[cell]}\n\n" if more and cell in self.sources else ""
        self.sources[cell] = above + (_CELL_MAGIC.sub(r"\1", source) if above else source)
        if self._first:
            self._keep()

    def raised_again(self, cell_of: Callable[[str], str] = cell_of) -> dict[str, dict | None]:
        """What the cells raised that a probe has run since this was last asked; None for one that came through once."""
        executed, self.executed = self.executed, {}
        return {
            cell: None if None in errors else explain(errors[-1], cell_of)  # type: ignore[arg-type]
            for cell, errors in executed.items()
        }

    def settle(self) -> list[str]:
        """Put back what each exercise's own cell left; returns the names that a later cell had bound anew."""
        self.namespace.update(uncovered(self.namespace, self.given, self.sources.values()))
        made = {name: value for name, value in self.left.items() if isinstance(value, type | types.FunctionType)}
        again = [name for name, value in made.items() if self.namespace.get(name, value) is not value]
        self._keep()
        self._first = self._now
        return again

    def _keep(self) -> None:
        """Let this be the lesson that every question finds."""
        self.namespace.update(self.left)
        lists, defaults = _fillable(self.namespace)
        self._now = _State(dict(self.namespace), dict(self.left), dict(self.sources), lists, defaults)
        reset_surroundings()

    def rewind(self) -> None:
        """Undo what a question left: the namespace and the random state are again those that it found."""
        assert self._now is not None
        self.namespace.clear()
        self.namespace.update(self._now.namespace)
        self.left, self.sources = dict(self._now.left), dict(self._now.sources)
        reset_surroundings()

    def forget(self) -> None:
        """Undo too what was run since the lesson settled."""
        self._now = self._first
        self.refresh()

    def refresh(self) -> None:
        """Undo too what questions put into lists and arrays of the lesson, and into default arguments."""
        assert self._now is not None
        self._now.namespace.update(copy.deepcopy(self._now.lists))
        for function, defaults in self._now.defaults:
            function.__defaults__ = copy.deepcopy(defaults)
        self.rewind()


def _can_be_filled(value: Any) -> bool:
    """Whether it is a list, dict or set of plain values, or a small array: such as a function may add to."""
    if type(value) in (list, dict, set):
        inner = value.values() if isinstance(value, dict) else value
        return len(value) < 1000 and all(type(one) in (int, float, bool, str, type(None)) for one in inner)
    arrays = [
        getattr(sys.modules.get(module), name, None) for module, name in (("numpy", "ndarray"), ("torch", "Tensor"))
    ]
    if type(value) not in arrays or math.prod(value.shape) >= 100_000:
        return False
    return getattr(value.dtype, "kind", "") != "O" and not getattr(value, "requires_grad", False)


def _fillable(namespace: dict[str, Any]) -> tuple[dict[str, Any], _Defaults]:
    """Copies of what functions may add to: lists and arrays by name, and default arguments."""
    functions = [f for f in namespace.values() if isinstance(f, types.FunctionType)]
    with contextlib.suppress(Exception):
        lists = copy.deepcopy({name: value for name, value in namespace.items() if _can_be_filled(value)})
        full = [f for f in functions if any(map(_can_be_filled, f.__defaults__ or ()))]
        return lists, [(f, copy.deepcopy(f.__defaults__)) for f in full]
    return {}, []


def _own_copy(value: Any) -> Any:
    """A copy of a value that later cells might change; functions, classes and what cannot be copied as they are."""
    if isinstance(value, type | types.FunctionType | types.ModuleType):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


@contextlib.contextmanager
def noted(losses: "array[float]") -> Iterator[None]:
    """While the block runs, add the value of every number whose gradient is asked for to `losses`."""
    import torch

    backward = torch.autograd.backward

    def noting(tensors: Any, *arguments: Any, **options: Any) -> None:
        if isinstance(tensors, torch.Tensor) and tensors.numel() == 1:
            losses.append(tensors.detach().item())
        backward(tensors, *arguments, **options)

    with patch.object(torch.autograd, "backward", noting):
        yield


class Lesson:
    """What a probe is given: the names of the lesson, and ways to put others in their place or run a cell again."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def __getattr__(self, name: str) -> Any:
        try:
            return self._kernel.namespace[name]
        except KeyError:
            raise Missing(name) from None

    @contextlib.contextmanager
    def using(self, **names: Any) -> Iterator[None]:
        """Put `names` in place of the kernel's globals while the block runs."""
        namespace = self._kernel.namespace
        before = {name: namespace[name] for name in names if name in namespace}
        namespace.update(names)
        try:
            yield
        finally:
            for name in names:
                namespace.pop(name, None)
            namespace.update(before)

    def names_of(self, fits: Callable[[Any], bool]) -> list[str]:
        """The names of the lesson whose values fit: those that a student gave to a thing of the lesson's, too."""
        return [name for name, value in self._kernel.namespace.items() if not name.startswith("_") and fits(value)]

    def run(self, exercise: str, **names: Any) -> types.SimpleNamespace:
        """Execute the exercise's cell once more with `names` as globals; what it leaves, by attribute.

        Raises what the cell raises.
        """
        namespace = self._kernel.namespace
        namespace.update(names)
        error = self._kernel.execute(self.source(exercise), exercise, 0)
        self._kernel.executed.setdefault(exercise, []).append(error)
        if error is not None:
            raise error
        return types.SimpleNamespace(**{name: value for name, value in namespace.items() if isinstance(name, str)})

    def source(self, exercise: str) -> str:
        """The source of the exercise's cell.

        Raises Missing when the kernel has none.
        """
        if exercise not in self._kernel.sources:
            raise Missing(exercise)
        return self._kernel.sources[exercise]
