"""The check suite of one assignment: its declarations, and the inputs that they are given under one seed."""

import copy
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.authoring import declare
from autograder.authoring.declare import Check, Inputs, Mistake
from autograder.errors import KitError, UserError
from autograder.model.course import Assignment
from autograder.model.tables import unknown

NOT_INPUTS = frozenset({"student", "expected", "threshold"})


class CheckSuite:
    """The declarations of one assignment, and the inputs that its checks are given under one seed."""

    def __init__(self, assignment: Assignment, seed: int, device: str = "cpu", folder: Path | None = None) -> None:
        self.assignment = assignment
        self.seed = seed
        self.device = device
        folder = folder or (assignment.reference if assignment.reference.is_dir() else assignment.release)
        self.path = folder / "checks.py"
        self.module = declare.load(self.path)
        self.source = self.path.read_text(encoding="utf-8")
        self.checks: list[Check] = declare.declared(self.module, Check)
        self.makers: dict[str, Inputs] = {i.name: i for i in declare.declared(self.module, Inputs)}
        self._made: dict[str, Any] = {}
        self._agree_with_points()

    def under(self, seed: int) -> "CheckSuite":
        """The same declarations, with the inputs of another seed."""
        other = copy.copy(self)
        other.seed, other._made = seed, {}
        return other

    def of(self, exercise: str) -> list[Check]:
        return [check for check in self.checks if check.exercise == exercise]

    def with_needs(self, names: Sequence[str]) -> list[Check]:
        """The checks of exercises and of all those that they need, in the order of the lesson."""
        wanted, waiting = set(names), list(names)
        while waiting:
            new = {needed for check in self.of(waiting.pop()) for needed in check.needs} - wanted
            wanted |= new
            waiting += new
        return [check for check in self.checks if check.exercise in wanted]

    def alone(self, exercise: str) -> list[Check]:
        """The checks of an exercise, waiting for no other: those that it needs are the reference's."""
        return [replace(check, needs=()) for check in self.of(exercise)]

    def _agree_with_points(self) -> None:
        """Raises UserError when checks.py and grading.toml do not name the same checks."""
        names = {exercise.name for exercise in self.assignment.exercises}
        for check in self.checks:
            for name in (check.exercise, *check.needs):
                if name not in names:
                    raise UserError(unknown("exercise", name, names, f"{self.path}, in the check `{check.name}`"))
        for exercise in self.assignment.exercises:
            there = {check.name for check in self.of(exercise.name)}
            for name in exercise.checks:
                if name not in there:
                    where = f"{self.path}, to which grading.toml gives points for `{exercise.name}`"
                    raise UserError(unknown("check", name, there, where))
            for name in there:
                if name not in exercise.checks:
                    raise UserError(f"{self.path} declares `{exercise.name}.{name}`; grading.toml gives it no points.")

    def make_inputs(self, exercises: Collection[str] | None = None) -> None:
        """Make what the checks of `exercises` (all by default) are given, once, so that forks find it made."""
        for check in self.checks:
            if exercises is None or check.exercise in exercises:
                for name in set(check.arguments) - NOT_INPUTS:
                    self.inputs(name)

    def inputs(self, name: str) -> Any:
        """The value of `@inputs def name`, made once per seed."""
        if name not in self._made:
            if name not in self.makers:
                raise KitError(f"{self.path}: a check asks for `{name}`; there is no @inputs of that name.")
            make = self.makers[name].make
            wanted = make.__code__.co_varnames[: make.__code__.co_argcount]
            given = {"rng": self._generator, "data": self._data}
            self._made[name] = make(**{argument: given[argument](name) for argument in wanted})
        return self._made[name]

    def _generator(self, name: str) -> Any:
        import torch

        digest = hashlib.sha256(f"{self.seed}/{self.assignment.name}/{name}".encode()).digest()
        return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))

    def _data(self, _: str) -> Any:
        from autograder.runner.datasets import EmbeddedData

        return EmbeddedData(self.assignment.course.data_root)


def mistakes_of(assignment: Assignment) -> list[Mistake]:
    """The known mistakes of an assignment; empty on a machine that does not hold the reference.

    Raises UserError when one is of no exercise.
    """
    path = assignment.reference / "mistakes.py"
    found = declare.declared(declare.load(path), Mistake) if path.is_file() else []
    names = {exercise.name for exercise in assignment.exercises}
    for one in found:
        if one.exercise not in names:
            raise UserError(unknown("exercise", one.exercise, names, f"{path}, in the mistake `{one.name}`"))
    return found
