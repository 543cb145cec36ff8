"""The live notebook as the checker sees it: its names, and which executed cell is which exercise's."""

import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from autograder.model.course import Exercise
from autograder.model.notebook import bound_names
from autograder.runner import kernel


@dataclass(frozen=True)
class Live:
    """A namespace, the source of each exercise's own cell, and what to call the other cells in messages."""

    names: dict[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    shell: Any = None

    def label_of(self, filename: str) -> str:
        """What a message calls the cell that was compiled under `filename`; empty when it is no cell."""
        if label := kernel.cell_of(filename):
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
    sources, labels = {}, {}
    for exercise in exercises:
        for number in range(len(history) - 1, 0, -1):
            if set(exercise.names) <= bound_names(history[number]):
                sources[exercise.name], labels[number] = history[number], exercise.name
                break
        else:
            if source := _inspected(shell.user_ns, exercise):
                sources[exercise.name] = source
    return Live(shell.user_ns, sources, labels, shell)


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
            from IPython.core.inputtransformer2 import TransformerManager

            code = compile(TransformerManager().transform_cell(source), self.compile.get_code_name(), "exec")
        except Exception as error:
            return SimpleNamespace(error_before_exec=error, error_in_exec=None)
        try:
            exec(code, self.user_ns)
        except (Exception, SystemExit, TimeLimit) as error:
            return SimpleNamespace(error_before_exec=None, error_in_exec=error)
        return SimpleNamespace(error_before_exec=None, error_in_exec=None)
