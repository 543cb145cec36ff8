"""Checks run on a live notebook: in a fork of its process, or, where that cannot be, in it, with all put back."""

import contextlib
import copy
import multiprocessing
import os
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import msgspec

from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench
from autograder.grading.verdict import unasked
from autograder.grading.words import undefined
from autograder.model.course import Exercise
from autograder.model.notebook import Submission, same_code
from autograder.model.report import ExerciseReport
from autograder.runner.kernel import Kernel
from autograder.runner.shell import Silence
from autograder.runner.unattended import nobody_answers
from autograder.student import preserve
from autograder.student.namespace import Live, PlainShell
from autograder.student.own_notebook import OwnNotebook, Verdict, run_checks

OF_IPYTHON = ("In", "Out", "exit", "quit", "open", "get_ipython")
T = TypeVar("T")
NEVER_COPIED = (type, types.FunctionType, types.ModuleType, types.MethodType, types.BuiltinFunctionType)


class ForkEnded(Exception):
    """The fork ended without an answer; the message says why."""


def verdicts(bench: Bench, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    """The verdict on each of the `wanted` exercises. Nothing in this process is changed by it.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    try:
        seconds = bench.assignment.limits.submission_seconds
        return apart(live, seconds, lambda: _run_checks(bench, live, wanted), list[Verdict])
    except ForkEnded as ended:
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
        except Exception as error:  # ours: what a student's code raises is an answer
            told = (
                f"The check itself failed: {type(error).__name__}: {error}. It is not your mistake: tell your course."
            )
            return msgspec.json.encode({"failed": told})

    if not can_fork():
        with preserve.untouched(), _copies(live.names):
            answered = msgspec.json.decode(answer())
    else:
        with _quiet(live.shell):
            answered = msgspec.json.decode(in_fork(answer, seconds))
    if "failed" in answered:
        raise KitError(answered["failed"])
    return msgspec.convert(answered["made"], kind)


def _run_checks(bench: Bench, live: Live, wanted: Sequence[Exercise]) -> list[Verdict]:
    todo = tuple(e.name for e in bench.assignment.exercises if is_todo(bench, live, e))
    given_up = {
        e.name: undefined(lacking, live.sources.get(e.name, ""))
        for e in bench.assignment.exercises
        if e.name not in todo
        and (lacking := [name for name in e.names if name not in live.names])
        and e.run != "on_demand"
    } | dict(live.broken)
    return run_checks(
        bench, respondent_of(bench, live), Submission((), todo, (), ()), given_up, [e.name for e in wanted]
    )


def respondent_of(bench: Bench, live: Live) -> OwnNotebook:
    """The notebook as it stands, ready to be asked."""
    kernel = Kernel(PlainShell(live.names))
    kernel.sources.update(live.sources)
    kernel.settle()
    return OwnNotebook(live, kernel, bench.suite.module)


def is_todo(bench: Bench, live: Live, exercise: Exercise) -> bool:
    """Whether nothing has been done, or nothing been run, that could be asked."""
    if exercise.manual is not None or exercise.name in live.broken:
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


def can_fork() -> bool:
    """Whether this process can be forked: not on Windows, and not once a GPU is in use."""
    torch = sys.modules.get("torch")
    return hasattr(os, "fork") and not (torch is not None and torch.cuda.is_initialized())


def in_fork(work: Callable[[], bytes], seconds: float) -> bytes:
    """What `work` returns when it runs in a fork of this process, for at most `seconds`.

    Raises ForkEnded when there is no answer.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    fork = context.Process(target=_answer, args=(work, theirs))
    with warnings.catch_warnings():  # Python warns of threads; the fork starts none and waits for none
        warnings.simplefilter("ignore")
        fork.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise ForkEnded("it took too long")
        return ours.recv_bytes()
    except EOFError:
        fork.join()
        status = fork.exitcode or 0
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        raise ForkEnded(f"the code ended its process ({how})") from None
    finally:
        ours.close()
        fork.kill()
        fork.join()


def _answer(work: Callable[[], bytes], theirs: Connection) -> None:
    """The life of the fork."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    if torch := sys.modules.get("torch"):  # thread pools of the parent, which are not here, would be waited for in vain
        torch.set_num_threads(1)
    theirs.send_bytes(work())
