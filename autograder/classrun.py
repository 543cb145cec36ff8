"""A class graded: a pool of warm workers, every report on disk as soon as it is known, restarts that lose nothing."""

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import sys
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
from autograder.report import Report, read_report
from autograder.sandbox import NEEDED, level

ATTEMPTS = 3
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
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(fd, str(int.from_bytes(os.urandom(7), "big")).encode())
            os.close(fd)
    return int(path.read_text()), "secret"


def up_to_date(unit: Unit, sha256: str, choice: Choice, seed_name: str, limit_mb: int) -> Report | None:
    """The report that is there already, if grading again would only give the same."""
    report = read_report(choice.out / unit.student / f"{unit.assignment}.json")
    if choice.force or report is None or report.status == "grader_error":
        return None
    try:
        submitted = notebook.sha256(read_bytes(unit.path, limit_mb))
    except notebook.Unreadable:
        submitted = ""
    facts = versions()
    same = {
        "assignment_sha256": sha256, "submission_sha256": submitted, "seed": seed_name, "device": choice.device,
        "torch": facts["torch"], "version": facts["kit"],
    }  # fmt: skip
    return report if all(report.kit.get(name) == value for name, value in same.items()) else None


def run(
    units: Sequence[Unit], course: Course, choice: Choice, progress: Progress, done: Callable[[Report, bool], None]
) -> list[Report]:
    """Grade `units`, calling `done(report, skipped)` for each as it is finished; reports come back in the order given.

    Raises UserError when the sandbox is weaker than was asked for, KitError when nothing can be graded at all.
    """
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
        with Zygote(course, without=_left_out(choice)) as zygote:
            check_walls(zygote, course.assignment(waiting[0].assignment), choice.sandbox)
            benches = {}
            for name in dict.fromkeys(unit.assignment for unit in waiting):
                benches[name] = _bench(course.assignment(name), seed, seed_name, choice.device, zygote, progress)
            for unit, graded in _grade_all(waiting, benches, zygote, choice):
                reports[unit] = graded.report
                done(graded.report, False)
    return [reports[unit] for unit in units]


def _left_out(choice: Choice) -> Sequence[str]:
    return ("mounts", "namespaces", "user", "landlock", "seccomp", "limits") if choice.sandbox == "none" else ()


def check_walls(zygote: Zygote, assignment: Assignment, wanted: str) -> str:
    """Which level of sandbox stands here.

    Raises UserError when it is less than `wanted`, with the way out.
    """
    from autograder.session import Session

    with Session(zygote, assignment.limits, [], "") as session:
        stands = level(session.walls)
        order = ("none", "reduced", "full")
        if order.index(stands) < order.index(wanted):
            lacking = ", ".join(sorted(NEEDED - set(session.walls)))
            raise UserError(
                f"The sandbox here is only `{stands}`: {lacking} cannot be put up. "
                "`autograder doctor` says what to do. "
                f"To grade other people's work all the same, say `--sandbox {stands}`."
            )
        return stands


def _bench(assignment: Assignment, seed: int, seed_name: str, device: str, zygote: Zygote, progress: Progress) -> Bench:
    lessons = Lessons(assignment, seed, device)
    answers = obtain(lessons, zygote, f"{seed_name}-{device}", progress)
    for check in lessons.checks:  # inputs are made here, once, and inherited by the workers
        for name in check.arguments:
            if name not in ("student", "expected", "threshold"):
                lessons.inputs(name)
    return Bench(lessons, answers, notebook.release_cells(assignment), seed_name, assignment_sha256(assignment))


_workers_share: tuple[Mapping[str, Bench], Zygote, Path] | None = None


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    sys.stdin.close()


def _work(unit: Unit) -> Graded:
    assert _workers_share is not None
    benches, zygote, out = _workers_share
    graded = grade(unit, benches[unit.assignment], zygote)
    write(graded, out)
    return graded


def _grade_all(
    units: Sequence[Unit], benches: Mapping[str, Bench], zygote: Zygote, choice: Choice
) -> Iterator[tuple[Unit, Graded]]:
    """Grade in rounds: a round ends when all are done, or when a worker or the zygote has died and is replaced."""
    global _workers_share
    attempts = dict.fromkeys(units, 0)
    waiting = list(units)
    reasons: dict[Unit, str] = {}
    while waiting:
        _workers_share = (benches, zygote, choice.out)
        context = multiprocessing.get_context("fork")
        executor = concurrent.futures.ProcessPoolExecutor(choice.jobs, mp_context=context, initializer=_start_worker)
        futures = {executor.submit(_work, unit): unit for unit in waiting}
        broken = False
        try:
            for future in concurrent.futures.as_completed(futures):
                unit = futures[future]
                try:
                    graded = future.result()
                except BrokenProcessPool:
                    broken = True
                    reasons[unit] = "a worker was killed"
                    break
                except KitError as error:
                    reasons[unit] = str(error)
                    broken = broken or not zygote.alive()
                    attempts[unit] += 1
                    if broken:
                        break
                    continue
                waiting.remove(unit)
                yield unit, graded
        finally:
            _end(executor)
        if not waiting:
            return
        if broken and not zygote.alive():
            zygote.stop()
            zygote.start().wait()
        for unit in list(waiting):
            attempts[unit] += broken
            if attempts[unit] >= ATTEMPTS * (len(waiting) if broken else 1):
                graded = failure(
                    unit, benches[unit.assignment], reasons.get(unit, "the grader was interrupted again and again")
                )
                write(graded, choice.out)
                waiting.remove(unit)
                yield unit, graded


def _end(executor: concurrent.futures.ProcessPoolExecutor) -> None:
    """Stop the workers now: a unit that is cut off has written nothing, and is graded by the next run."""
    workers = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        if worker.is_alive():
            worker.kill()
    for worker in workers:
        worker.join(5)
