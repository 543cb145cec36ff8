"""A class graded: what is there is kept, every report is on disk as soon as it is known, a restart loses nothing."""

import contextlib
import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import gpus, notebook
from autograder.answers import assignment_sha256, obtain, versions
from autograder.config import Assignment, Course
from autograder.errors import UserError
from autograder.grade import Bench, Graded
from autograder.judge import Lessons
from autograder.pool import Zygote
from autograder.report import Report, read_report
from autograder.sandbox import NEEDED, left_out, level
from autograder.submissions import Unit, read_bytes
from autograder.workers import check_writable, grade_all

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
    cluster: str = ""


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
    """Keep torch from starting threads, and from opening CUDA: a worker forked from here could use neither."""
    import torch

    os.environ.update(gpus.LEAVE_CUDA_ALONE)
    torch.set_num_threads(1)


def run(
    units: Sequence[Unit], course: Course, choice: Choice, progress: Progress, done: Callable[[Report, bool], None],
    notice: Callable[[str], None] = lambda _: None, warming: Zygote | None = None,
) -> list[Report]:  # fmt: skip
    """Grade `units`, calling `done(report, skipped)` for each as it is finished; reports come back in the order given.

    `notice` hears what else should be known meanwhile: which workers of a cluster were refused, and why. `warming` is a
    zygote that was started already.

    Raises UserError when the sandbox is weaker than was asked for, KitError when nothing can be graded at all.
    """
    check_writable(choice.out)
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
        with warming or Zygote(course, without=left_out(choice.sandbox), device=choice.device) as zygote:
            if not choice.cluster:
                check_walls(zygote, course.assignment(waiting[0].assignment), choice.sandbox)
            benches = {}
            for name in dict.fromkeys(unit.assignment for unit in waiting):
                benches[name] = bench_of(course.assignment(name), seed, seed_name, choice.device, zygote, progress)
            for unit, graded in _grade_all(waiting, benches, zygote, choice, notice):
                reports[unit] = graded.report
                done(graded.report, False)
    return [reports[unit] for unit in units]


def _grade_all(
    units: Sequence[Unit], benches: Mapping[str, Bench], zygote: Zygote, choice: Choice, notice: Callable[[str], None]
) -> Iterator[tuple[Unit, Graded]]:
    """Grade here, or wherever the cluster's workers are."""
    if not choice.cluster:
        gc.freeze()  # workers share what is here now, as long as no collector goes through it
        return grade_all(units, benches, zygote, choice.out, choice.jobs)
    from autograder.cluster import client

    return client.grade_all(units, benches, zygote, choice.out, choice.cluster, choice.sandbox, notice)


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
    make_inputs(lessons)
    return Bench(lessons, answers, notebook.release_cells(assignment), seed_name, assignment_sha256(assignment))


def make_inputs(lessons: Lessons) -> None:
    """Make the inputs of all checks: once, so that workers inherit them."""
    for check in lessons.checks:
        for name in check.arguments:
            if name not in ("student", "expected", "threshold"):
                lessons.inputs(name)
