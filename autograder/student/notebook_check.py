"""Checks heard on a live notebook: in a fork of its process, or, where that cannot be, in it, with all put back."""

import contextlib
import copy
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench
from autograder.grading.verdict import unasked
from autograder.grading.words import Failure
from autograder.model.course import Exercise
from autograder.model.notebook import Submission, same_code
from autograder.model.report import ExerciseReport
from autograder.runner.kernel import Kernel
from autograder.runner.shell import Silence
from autograder.runner.unattended import nobody_answers
from autograder.student import fork, preserve
from autograder.student.namespace import Live, PlainShell
from autograder.student.own_notebook import OwnNotebook, Verdict, hear

OF_IPYTHON = ("In", "Out", "exit", "quit", "open", "get_ipython")
T = TypeVar("T")
NEVER_COPIED = (type, types.FunctionType, types.ModuleType, types.MethodType, types.BuiltinFunctionType)


def verdicts(bench: Bench, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    """The verdict on each of the `wanted` exercises. Nothing in this process is changed by it.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    try:
        seconds = bench.assignment.limits.submission_seconds
        return apart(live, seconds, lambda: _hear(bench, live, wanted), list[Verdict])
    except fork.ForkEnded as ended:
        return [Verdict(_ended(bench, live, exercise, str(ended))) for exercise in wanted]


def apart(live: Live, seconds: float, work: Callable[[], T], kind: Any) -> T:
    """What `work` makes of the notebook, as a value of that `kind`; nothing in this process is changed by it.

    Raises UserError, KitError as `work` does (as KitError), and ForkEnded when there is no answer.
    """

    def answer() -> bytes:
        sys.stdout = sys.stderr = Silence()  # type: ignore[assignment]
        nobody_answers()
        try:
            return msgspec.json.encode({"made": work()})
        except (UserError, KitError) as error:
            return msgspec.json.encode({"failed": str(error)})

    if not fork.possible():
        with preserve.untouched(), _copies(live.names):
            answered = msgspec.json.decode(answer())
    else:
        with _quiet(live.shell):
            answered = msgspec.json.decode(fork.in_fork(answer, seconds))
    if "failed" in answered:
        raise KitError(answered["failed"])
    return msgspec.convert(answered["made"], kind)


def _hear(bench: Bench, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    todo = tuple(e.name for e in bench.assignment.exercises if is_todo(bench, live, e))
    given_up = {
        e.name: Failure("Its cell ran, but does not define " + ", ".join(f"`{name}`" for name in lacking) + ".")
        for e in bench.assignment.exercises
        if e.name not in todo
        and (lacking := [name for name in e.names if name not in live.names])
        and e.run != "on_demand"
    } | dict(live.broken)
    return hear(bench, respondent_of(bench, live), Submission((), todo, (), ()), given_up, [e.name for e in wanted])


def respondent_of(bench: Bench, live: Live) -> OwnNotebook:
    """The notebook as it stands, ready to be asked."""
    kernel = Kernel(PlainShell(live.names))
    kernel.sources.update(live.sources)
    kernel.settle()
    return OwnNotebook(live, kernel, bench.suite.module)


def is_todo(bench: Bench, live: Live, exercise: Exercise) -> bool:
    """Whether nothing has been done, or nothing been run, that could be asked."""
    if exercise.manual is not None:
        return False
    if exercise.name in live.broken:
        return False
    source = live.sources.get(exercise.name)
    if source is not None and same_code(source, bench.stubs.get(exercise.name, "")):
        return True
    return source is None and any(name not in live.names for name in exercise.names)


def _ended(bench: Bench, live: Live, exercise: Exercise, reason: str) -> ExerciseReport:
    if exercise.manual is not None or is_todo(bench, live, exercise):
        return unasked(exercise, bench.suite.of(exercise.name), "")
    return unasked(exercise, bench.suite.of(exercise.name), f"This could not be asked: {reason}.", "fail")


@contextlib.contextmanager
def _quiet(shell: Any) -> Iterator[None]:
    """What student code displays while it is asked is not sent to the notebook's page."""
    publisher = getattr(shell, "display_pub", None)
    if publisher is None:
        yield
        return
    publisher.publish = lambda *_, **__: None
    try:
        yield
    finally:
        with contextlib.suppress(AttributeError):
            del publisher.publish


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
