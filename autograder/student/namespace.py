"""The live notebook as the checker sees it: its names, and which executed cell is which exercise's."""

import inspect
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from autograder.grading.words import Failure
from autograder.model.cells import cell_of
from autograder.model.course import Exercise
from autograder.model.notebook import bound_names
from autograder.model.owned import goes_on


@dataclass(frozen=True)
class Live:
    """A namespace, the source of each exercise's own cell, what to call other cells, and which cells are no Python."""

    names: dict[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    shell: Any = None
    broken: Mapping[str, Failure] = field(default_factory=dict)

    def label_of(self, filename: str) -> str:
        """What a message calls the cell that was compiled under `filename`; empty when it is no cell."""
        if label := cell_of(filename):
            return label
        number = getattr(getattr(self.shell, "compile", None), "_filename_map", {}).get(filename)
        return self.labels.get(number, f"cell [{number}]") if number is not None else ""


def of_kernel(exercises: Sequence[Exercise]) -> Live:
    """The notebook that this process is the kernel of; outside of IPython, the main module."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        names = sys.modules["__main__"].__dict__
        return Live(names, {e.name: source for e in exercises if (source := _inspected(names, e))})
    history: Sequence[str] = getattr(shell.history_manager, "input_hist_raw", None) or shell.user_ns.get("In", [])
    sources: dict[str, str] = {}
    labels: dict[int, str] = {}
    broken: dict[str, Failure] = {}
    parts: dict[str, list[int]] = {}
    for exercise in exercises:
        missing, mine = set(exercise.names), parts.setdefault(exercise.name, [])
        for number in range(len(history) - 1, 0, -1):
            if not mine and exercise.name not in broken and (failure := _syntax_error(history[number], exercise)):
                broken[exercise.name] = failure
            if bound := bound_names(history[number]) & missing:
                mine.insert(0, number)
                missing -= bound
            if not missing:
                break
        else:
            mine.clear()
            if source := _inspected(shell.user_ns, exercise):
                sources[exercise.name] = source
        labels |= dict.fromkeys(mine, exercise.name)
    for exercise in exercises:
        if mine := parts[exercise.name]:
            if exercise.run == "on_demand":  # it is run once more: with what went on from it in cells below
                later = {history[n]: n for n in range(mine[-1] + 1, len(history)) if n not in labels}
                mine += [n for text, n in later.items() if text != history[mine[-1]] and goes_on(text, exercise.names)]
            sources[exercise.name] = "\n\n".join(history[number] for number in mine)
    return Live(shell.user_ns, sources, labels, shell, broken)


def _syntax_error(source: str, exercise: Exercise) -> Failure | None:
    """What Python says of a cell that would define the exercise's names if it were Python."""
    if not all(re.search(rf"(?m)^\s*((def|class)\s+{name}\b|{name}\s*[=:,])", source) for name in exercise.names):
        return None
    try:
        _compiled(source, "")
    except SyntaxError as error:
        line = (error.text or "").strip()
        said = f"{type(error).__name__}: {error.msg} at line {error.lineno} of the cell `{exercise.name}`: `{line}`"
        return Failure(f"Its cell is not Python yet. {said}.", exercise.name, error.lineno or 0)
    except ValueError:  # a null byte
        return None
    return None


def _compiled(source: str, name: str) -> Any:
    from IPython.core.inputtransformer2 import TransformerManager

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(TransformerManager().transform_cell(source), name, "exec")


def _inspected(names: Mapping[str, Any], exercise: Exercise) -> str:
    """The source of the function or class of the exercise's name, where Python still knows it."""
    value = names.get(exercise.names[0])
    if not inspect.isfunction(value) and not inspect.isclass(value):
        return ""
    try:
        return inspect.getsource(value)
    except (OSError, TypeError):
        return ""


class PlainShell:
    """Runs a cell's source on a namespace: magics work, nothing is shown, no history is kept."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names
        self.compile = SimpleNamespace(get_code_name=lambda *_: "<cell>")

    def run_cell(self, source: str, store_history: bool = False) -> SimpleNamespace:
        """Run `source`; what it raised is in `error_before_exec` or `error_in_exec`."""
        from autograder.runner.clock import TimeLimit

        try:
            code = _compiled(source, self.compile.get_code_name())
        except Exception as error:
            return SimpleNamespace(error_before_exec=error, error_in_exec=None)
        try:
            exec(code, self.user_ns)
        except (Exception, SystemExit, TimeLimit) as error:
            return SimpleNamespace(error_before_exec=None, error_in_exec=error)
        return SimpleNamespace(error_before_exec=None, error_in_exec=None)
