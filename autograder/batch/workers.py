"""Warm workers: each grades one submission at a time; when one dies, what it had in hand is graded again by itself."""

import concurrent.futures
import multiprocessing
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench
from autograder.grading.grade import Graded, failure, grade
from autograder.intake.find import SubmittedFile
from autograder.model.files import try_writing
from autograder.model.reports import write_report
from autograder.runner.pool import Zygote
from autograder.sandbox import limits, namespaces

ATTEMPTS = 3
JUDGING_SECONDS = 120
JUDGING_MB = 2048  # a check may make more of an odd answer than there is

_workers_share: tuple[Mapping[str, Bench], Zygote, Path] | None = None


def _start_worker(started: Synchronized) -> None:
    """Make a forked process a worker; where there are GPUs it takes one, in turn."""
    namespaces.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    sys.stdin.close()
    limits.cap_memory(JUDGING_MB)
    assert _workers_share is not None
    _, zygote, _ = _workers_share
    with started:
        number, started.value = started.value, started.value + 1
    zygote.gpus = zygote.gpus[number % len(zygote.gpus) :][:1] if zygote.gpus else ()


def _work(submitted: SubmittedFile) -> Graded:
    assert _workers_share is not None
    benches, zygote, out = _workers_share
    signal.setitimer(signal.ITIMER_VIRTUAL, JUDGING_SECONDS)  # ends the worker, in whatever library it hangs
    graded = grade(submitted, benches[submitted.assignment], zygote)
    save(graded, out)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return graded


def in_words(fault: Exception) -> str:
    """Why a submission was not graded."""
    return str(fault) if isinstance(fault, KitError) else f"{type(fault).__name__}: {fault}"


def save(graded: Graded, out: Path) -> None:
    """Write a report and its pictures.

    Raises UserError where nothing can be written.
    """
    try:
        write_report(graded.report, out, graded.figures)
    except OSError as error:
        raise _unwritable(out, error) from None


def _unwritable(folder: Path, error: OSError) -> UserError:
    return UserError(
        f"Nothing can be written to {folder}: {error.strerror}. What is there already is whole: "
        "make room or name another folder with --out, and the same command goes on from there."
    )


def check_writable(folder: Path) -> None:
    """Raises UserError, before a class has been graded for nothing, when reports could not be written to `folder`."""
    try:
        try_writing(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None


def grade_all(
    handed_in: Sequence[SubmittedFile], benches: Mapping[str, Bench], zygote: Zygote, out: Path, jobs: int
) -> Iterator[tuple[SubmittedFile, Graded]]:
    """Grade with all workers; what was in work when one of them, or the zygote, died is graded again by itself.

    So one submission that ends its judge cannot take others with it: alone, it is clear whose fault it was.
    """
    waiting, suspects = list(handed_in), list[SubmittedFile]()
    attempts = Counter[SubmittedFile]()
    while waiting or suspects:
        batch = waiting or suspects[:1]
        ended = set()
        for submitted, outcome in _round(batch, benches, zygote, out, jobs if waiting else 1):
            ended.add(submitted)
            if isinstance(outcome, Graded):
                yield submitted, outcome
                continue
            attempts[submitted] += 1
            if attempts[submitted] < ATTEMPTS:
                suspects.append(submitted)
                continue
            graded = failure(submitted, benches[submitted.assignment], outcome)
            save(graded, out)
            yield submitted, graded
        if waiting:
            waiting = [submitted for submitted in waiting if submitted not in ended]
        else:
            del suspects[:1]
        if not zygote.alive():
            zygote.stop()
            zygote.start().wait()


def _round(
    handed_in: Sequence[SubmittedFile], benches: Mapping[str, Bench], zygote: Zygote, out: Path, jobs: int
) -> Iterator[tuple[SubmittedFile, Graded | str]]:
    """Grade until all are done or a worker has died; each that was begun comes with its report or a reason."""
    global _workers_share
    _workers_share = (benches, zygote, out)
    context = multiprocessing.get_context("fork")
    executor = concurrent.futures.ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_start_worker, initargs=(context.Value("i", 0),)
    )
    queue = deque(handed_in)
    running: dict[concurrent.futures.Future[Graded], SubmittedFile] = {}
    reason = ""
    try:
        while (queue or running) and not reason:
            while queue and len(running) < jobs:  # no more than are at work, so that it is known which were
                running[executor.submit(_work, queue[0])] = queue[0]
                queue.popleft()
            for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                submitted = running.pop(future)
                try:
                    yield submitted, future.result()
                except BrokenProcessPool:
                    reason = f"its worker was killed, or judged it for more than {JUDGING_SECONDS} s"
                    yield submitted, reason
                except UserError:
                    raise
                except Exception as fault:
                    yield submitted, in_words(fault)
            if not zygote.alive():
                reason = "the process that runs student code was killed"
        for submitted in running.values():
            yield submitted, reason
    except BrokenProcessPool:  # while handing out work
        for submitted in running.values():
            yield submitted, "its worker was killed"
    finally:
        _end(executor)


def _end(executor: concurrent.futures.ProcessPoolExecutor) -> None:
    """Stop the workers now: a submitted that is cut off has written nothing, and is graded by the next run."""
    workers = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        if worker.is_alive():
            worker.kill()
    for worker in workers:
        worker.join(5)
