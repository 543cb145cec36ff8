"""Checks heard on a live notebook: in a fork of its process, or, where that cannot be, in it, with all put back."""

import base64
import contextlib
import copy
import json
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from autograder.config import Exercise
from autograder.errors import KitError, UserError
from autograder.lesson import Notebook
from autograder.notebook import Submission, same_code
from autograder.report import CheckReport, ExerciseReport
from autograder.student import fork, surroundings
from autograder.student.desk import Desk
from autograder.student.hearing import OwnNotebook, Verdict, hear
from autograder.student.namespace import Live, PlainShell
from autograder.verdict import unasked

OF_IPYTHON = ("In", "Out", "exit", "quit", "open", "get_ipython")
NEVER_COPIED = (type, types.FunctionType, types.ModuleType, types.MethodType, types.BuiltinFunctionType)


def verdicts(desk: Desk, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    """The verdict on each of the `wanted` exercises. Nothing in this process is changed by it.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    seconds = desk.assignment.limits.submission_seconds

    def work() -> bytes:
        sys.stdout = sys.stderr = surroundings.harmless_output()
        try:
            return json.dumps([as_data(v) for v in _hear(desk, live, wanted)]).encode()
        except (UserError, KitError) as error:
            return json.dumps({"failed": str(error)}).encode()

    if not fork.possible():
        with surroundings.untouched(), _copies(live.names):
            answered = json.loads(work())
    else:
        try:
            with _quiet(live.shell):
                answered = json.loads(fork.in_fork(work, seconds))
        except fork.ForkEnded as ended:
            return [Verdict(_ended(desk, live, exercise, str(ended))) for exercise in wanted]
    if isinstance(answered, dict):
        raise KitError(answered["failed"])
    return [from_data(entry) for entry in answered]


def _hear(desk: Desk, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    todo = tuple(e.name for e in desk.assignment.exercises if is_todo(desk, live, e))
    given_up = {
        e.name: "Its cell ran, but does not define " + ", ".join(f"`{name}`" for name in lacking) + "."
        for e in desk.assignment.exercises
        if e.name not in todo and (lacking := [name for name in e.names if name not in live.names]) and e.run != "asked"
    }
    notebook = Notebook(PlainShell(live.names))
    notebook.sources.update(live.sources)
    notebook.settle()
    witness = OwnNotebook(live, notebook, desk.lessons.module)
    return hear(desk, witness, Submission((), todo, (), ()), given_up, [e.name for e in wanted])


def is_todo(desk: Desk, live: Live, exercise: Exercise) -> bool:
    """Whether nothing has been done, or nothing been run, that could be asked."""
    if exercise.manual is not None:
        return False
    source = live.sources.get(exercise.name)
    if source is not None and same_code(source, desk.stubs.get(exercise.name, "")):
        return True
    return source is None and any(name not in live.names for name in exercise.names)


def _ended(desk: Desk, live: Live, exercise: Exercise, reason: str) -> ExerciseReport:
    if exercise.manual is not None or is_todo(desk, live, exercise):
        return unasked(exercise, desk.lessons.of(exercise.name), "")
    message = f"This could not be asked: {reason}."
    checks = tuple(
        CheckReport(check.id, check.description, "fail", 0, exercise.checks[check.name], message)
        for check in desk.lessons.of(exercise.name)
    )
    return ExerciseReport(exercise.name, "fail", 0, exercise.points, checks)


@contextlib.contextmanager
def _quiet(shell: Any) -> Iterator[None]:
    """What student code displays while it is asked is not sent to the notebook's page."""
    publisher = getattr(shell, "display_pub", None)
    if publisher is None:
        yield
        return
    publisher.publish = _nothing
    try:
        yield
    finally:
        with contextlib.suppress(AttributeError):
            del publisher.publish


def _nothing(*_: Any, **__: Any) -> None:
    pass


@contextlib.contextmanager
def _copies(names: dict[str, Any]) -> Iterator[None]:
    """Put copies in the place of all values that can be changed; the values themselves come back after the block."""
    before = dict(names)
    memo: dict[int, Any] = {}
    for name, value in before.items():
        if not name.startswith("_") and name not in OF_IPYTHON and not isinstance(value, NEVER_COPIED):
            with contextlib.suppress(Exception):  # what cannot be copied is used as it is
                names[name] = copy.deepcopy(value, memo)
    try:
        yield
    finally:
        names.clear()
        names.update(before)


def as_data(verdict: Verdict) -> dict:
    """A verdict as JSON has it."""
    figures = {name: base64.b64encode(data).decode() for name, data in verdict.figures.items()}
    return {"report": asdict(verdict.report), "figures": figures}


def from_data(data: Mapping[str, Any]) -> Verdict:
    """The verdict that `as_data` made data of."""
    return Verdict(
        ExerciseReport.from_data(data["report"]),
        {name: base64.b64decode(text) for name, text in data["figures"].items()},
    )
