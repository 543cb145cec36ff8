"""A class graded: a pool of warm workers, every report on disk as soon as it is known, restarts that lose nothing."""

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from autograder import notebook
from autograder.answers import assignment_sha256, obtain, versions
from autograder.config import Assignment, Course
from autograder.errors import KitError, UserError
from autograder.grade import Bench, Graded, Unit, failure, grade, read_bytes, write
from autograder.judge import Lessons
from autograder.pool import Zygote
from autograder.report import Report, read_report, write_whole
from autograder.sandbox import NEEDED, level, namespaces

ATTEMPTS = 3
JUDGING_SECONDS = 120
LEVELS = ("none", "reduced", "full")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Choice:
    """How a class is graded: the options of the command."""

    out: Path
    jobs: int = 1
    device: str = "cpu"
    seed: str = "secret"
    force: bool = False
    sandbox: str = "full"


def seed_of(course: Course, choice: str) -> tuple[int, str]:
    """The seed of a run, and what reports call it: `public` for the published one, else `secret`.

    The secret seed is made once per course and kept in its private folder, so that a class graded in several runs is
    graded by the same numbers.
    """
    if choice != "secret":
        try:
            number = int(choice)
        except ValueError:
            raise UserError(f"--seed is {choice!r}, expected a whole number or `secret`.") from None
        return number, "public" if number == course.public_seed else "secret"
    path = course.private / "seed"
    try:
        if not path.is_file():
            _make_seed(path)
        return int(path.read_text()), "secret"
    except OSError as error:
        raise UserError(
            f"{error.filename}: {error.strerror}. The secret seed and cached answers are kept in {course.private}."
        ) from None
    except ValueError:
        raise UserError(f"{path} holds no number. Remove it; the class is then graded anew by another seed.") from None


def _make_seed(path: Path) -> None:
    """Write a new seed where there is none: whole, once, whoever else does the same at the same time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".seed") as file:  # made readable by us alone
        file.write(str(int.from_bytes(os.urandom(7), "big")).encode())
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


def up_to_date(unit: Unit, sha256: str, choice: Choice, seed_name: str, limit_mb: int) -> Report | None:
    """The report that is there already, if grading again would only give the same."""
    report = read_report(choice.out / unit.student / f"{unit.assignment}.json")
    if choice.force or report is None or report.status == "grader_error":
        return None
    try:
        submitted = notebook.sha256(read_bytes(unit.path, limit_mb))
    except notebook.Unreadable:
        submitted = ""
    if report.status != "unreadable" and LEVELS.index(choice.sandbox) > _level_of(report):
        return None
    facts = versions()
    same = {
        "assignment_sha256": sha256, "submission_sha256": submitted, "seed": seed_name, "device": choice.device,
        "torch": facts["torch"], "version": facts["kit"],
    }  # fmt: skip
    return report if all(report.kit.get(name) == value for name, value in same.items()) else None


def _level_of(report: Report) -> int:
    """The level of sandbox that a report was made in, as a number that grows with it."""
    name = report.kit.get("sandbox", "none")
    return LEVELS.index(name) if name in LEVELS else 0


def one_thread() -> None:
    """Keep torch from starting threads here: a worker forked from here would wait for them for ever."""
    import torch

    torch.set_num_threads(1)


def run(
    units: Sequence[Unit], course: Course, choice: Choice, progress: Progress, done: Callable[[Report, bool], None]
) -> list[Report]:
    """Grade `units`, calling `done(report, skipped)` for each as it is finished; reports come back in the order given.

    Raises UserError when the sandbox is weaker than was asked for, KitError when nothing can be graded at all.
    """
    _check_writable(choice.out)
    one_thread()
    seed, seed_name = seed_of(course, choice.seed)
    reports: dict[Unit, Report] = {}
    shas = {name: assignment_sha256(course.assignment(name)) for name in {unit.assignment for unit in units}}
    waiting = []
    for unit in units:
        limit = course.assignment(unit.assignment).limits.notebook_mb
        report = up_to_date(unit, shas[unit.assignment], choice, seed_name, limit)
        if report is None:
            waiting.append(unit)
        else:
            reports[unit] = report
            done(report, True)
    if waiting:
        with Zygote(course, without=left_out(choice)) as zygote:
            check_walls(zygote, course.assignment(waiting[0].assignment), choice.sandbox)
            benches = {}
            for name in dict.fromkeys(unit.assignment for unit in waiting):
                benches[name] = bench_of(course.assignment(name), seed, seed_name, choice.device, zygote, progress)
            for unit, graded in _grade_all(waiting, benches, zygote, choice):
                reports[unit] = graded.report
                done(graded.report, False)
    return [reports[unit] for unit in units]


def left_out(choice: Choice) -> Sequence[str]:
    return ("mounts", "namespaces", "user", "landlock", "seccomp", "limits") if choice.sandbox == "none" else ()


def check_walls(zygote: Zygote, assignment: Assignment, wanted: str) -> str:
    """Which level of sandbox stands here.

    Raises UserError when it is less than `wanted`, with the way out.
    """
    from autograder.session import Session

    with Session(zygote, assignment.limits, [], "") as session:
        stands = level(session.walls)
        if LEVELS.index(stands) < LEVELS.index(wanted):
            lacking = ", ".join(sorted(NEEDED - set(session.walls)))
            raise UserError(
                f"The sandbox here is only `{stands}`: {lacking} cannot be put up. "
                "`autograder doctor` says what to do. "
                f"To grade other people's work all the same, say `--sandbox {stands}`."
            )
        return stands


def bench_of(
    assignment: Assignment, seed: int, seed_name: str, device: str, zygote: Zygote, progress: Progress
) -> Bench:
    lessons = Lessons(assignment, seed, device)
    answers = obtain(lessons, zygote, f"{seed_name}-{device}", progress)
    for check in lessons.checks:  # inputs are made here, once, and inherited by the workers
        for name in check.arguments:
            if name not in ("student", "expected", "threshold"):
                lessons.inputs(name)
    return Bench(lessons, answers, notebook.release_cells(assignment), seed_name, assignment_sha256(assignment))


_workers_share: tuple[Mapping[str, Bench], Zygote, Path] | None = None


def _start_worker() -> None:
    namespaces.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    sys.stdin.close()


def _work(unit: Unit) -> Graded:
    assert _workers_share is not None
    benches, zygote, out = _workers_share
    signal.setitimer(signal.ITIMER_VIRTUAL, JUDGING_SECONDS)  # ends the worker, in whatever library it hangs
    graded = grade(unit, benches[unit.assignment], zygote)
    _write(graded, out)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return graded


def _write(graded: Graded, out: Path) -> None:
    try:
        write(graded, out)
    except OSError as error:
        raise _unwritable(out, error) from None


def _unwritable(folder: Path, error: OSError) -> UserError:
    return UserError(
        f"Nothing can be written to {folder}: {error.strerror}. What is there already is whole: "
        "make room or name another folder with --out, and the same command goes on from there."
    )


def _check_writable(folder: Path) -> None:
    """Raises UserError, before a class has been graded for nothing, when reports could not be written to `folder`."""
    try:
        write_whole(folder / ".writable", b"?")
        (folder / ".writable").unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _grade_all(
    units: Sequence[Unit], benches: Mapping[str, Bench], zygote: Zygote, choice: Choice
) -> Iterator[tuple[Unit, Graded]]:
    """Grade with all workers; what was in work when one of them, or the zygote, died is graded again by itself.

    So one submission that ends its judge cannot take others with it: alone, it is clear whose fault it was.
    """
    waiting, suspects = list(units), list[Unit]()
    attempts = Counter[Unit]()
    while waiting or suspects:
        batch = waiting or suspects[:1]
        ended = set()
        for unit, outcome in _round(batch, benches, zygote, choice.out, choice.jobs if waiting else 1):
            ended.add(unit)
            if isinstance(outcome, Graded):
                yield unit, outcome
                continue
            attempts[unit] += 1
            if attempts[unit] < ATTEMPTS:
                suspects.append(unit)
                continue
            graded = failure(unit, benches[unit.assignment], outcome)
            _write(graded, choice.out)
            yield unit, graded
        if waiting:
            waiting = [unit for unit in waiting if unit not in ended]
        else:
            del suspects[:1]
        if not zygote.alive():
            zygote.stop()
            zygote.start().wait()


def _round(
    units: Sequence[Unit], benches: Mapping[str, Bench], zygote: Zygote, out: Path, jobs: int
) -> Iterator[tuple[Unit, Graded | str]]:
    """Grade `units` until all are done or a worker has died; each that was begun comes with its report or a reason."""
    global _workers_share
    _workers_share = (benches, zygote, out)
    context = multiprocessing.get_context("fork")
    executor = concurrent.futures.ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)
    queue = deque(units)
    running: dict[concurrent.futures.Future[Graded], Unit] = {}
    reason = ""
    try:
        while (queue or running) and not reason:
            while queue and len(running) < jobs:  # no more than are at work, so that it is known which were
                running[executor.submit(_work, queue[0])] = queue[0]
                queue.popleft()
            for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                unit = running.pop(future)
                try:
                    yield unit, future.result()
                except BrokenProcessPool:
                    reason = f"its worker was killed, or judged it for more than {JUDGING_SECONDS} s"
                    yield unit, reason
                except UserError:
                    raise
                except Exception as fault:
                    yield unit, str(fault) if isinstance(fault, KitError) else f"{type(fault).__name__}: {fault}"
            if not zygote.alive():
                reason = "the process that runs student code was killed"
        for unit in running.values():
            yield unit, reason
    except BrokenProcessPool:  # while handing out work
        for unit in running.values():
            yield unit, "its worker was killed"
    finally:
        _end(executor)


def _end(executor: concurrent.futures.ProcessPoolExecutor) -> None:
    """Stop the workers now: a unit that is cut off has written nothing, and is graded by the next run."""
    workers = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        if worker.is_alive():
            worker.kill()
    for worker in workers:
        worker.join(5)
