"""A class graded: what is there is kept, every report is on disk as soon as it is known, a restart loses nothing.

Where all is kept, nothing here has imported torch.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import KitError, UserError
from autograder.grading.provenance import assignment_sha256, versions
from autograder.grading.secret import Secret, secret_of
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.model import notebook
from autograder.model.course import Course
from autograder.model.files import read_bytes
from autograder.model.report import Report
from autograder.model.reports import path_in, read_report
from autograder.runner import postponed
from autograder.runner.pool import Zygote
from autograder.runner.zygote import one_thread
from autograder.sandbox import LEVELS, NEEDED, left_out, level

if TYPE_CHECKING:
    from autograder.grading.bench import Bench
    from autograder.grading.grade import Graded

    Executor = Callable[
        [Sequence[SubmittedFile], Mapping[str, Bench], Zygote, "Notice"], Iterator[tuple[SubmittedFile, Graded]]
    ]

Notice = Callable[[str], None]
Done = Callable[[Report, tuple[str, ...] | None], None]


@dataclass(frozen=True)
class Choice:
    """How a class is graded: the options of the command."""

    out: Path
    jobs: int = 1
    device: str = "cpu"
    seed: str = "secret"
    force: bool = False
    sandbox: str = "full"


RULES = {"assignment_sha256": "checks, points or limits", "version": "the kit", "torch": "torch"}


def standing(
    submitted: SubmittedFile, sha256: str, choice: Choice, seed_name: str
) -> tuple[Report | None, tuple[str, ...]]:
    """The report that is there already of the same file, graded as is asked for now, and which of RULES changed since.

    None when there is none, or another file was handed in, or it is asked for another seed, device or sandbox; or when
    only the known mistakes changed, and something failed that may be explained otherwise now.
    """
    report = read_report(path_in(choice.out, submitted.student, submitted.assignment))
    if choice.force or report is None or report.status == "grader_error":
        return None, ()
    try:
        sha = modules.sha256(read_bytes(submitted.path), submitted.modules)
    except notebook.Unreadable:
        sha = ""
    strong_enough = LEVELS[: LEVELS.index(choice.sandbox) + 1]
    if report.kit.get("sandbox", "none") not in strong_enough and report.status != "unreadable":
        return None, ()
    same = {"submission_sha256": sha, "seed": seed_name, "device": choice.device}
    if any(report.kit.get(name) != value for name, value in same.items()):
        return None, ()
    facts = versions()
    rules = {"assignment_sha256": sha256[:32], "torch": facts["torch"], "version": facts["kit"]}
    before = {**report.kit, "assignment_sha256": report.kit.get("assignment_sha256", "")[:32]}
    changed = tuple(name for name in RULES if before.get(name) != rules[name])
    failed = any(exercise.outcome == "fail" for exercise in report.exercises)
    if not changed and failed and report.kit["assignment_sha256"] != sha256:
        return None, ()
    return report, changed


def run(
    handed_in: Sequence[SubmittedFile], course: Course, choice: Choice, done: Done,
    notice: Notice = lambda _: None, elsewhere: "Executor | None" = None,
) -> list[Report]:  # fmt: skip
    """Grade `handed_in`, calling `done(report, held)` for each as it is finished; reports come back in that order.

    `held` is None for what was graded; for what was there already it names which of RULES changed since. Such a report
    stands until a regrade is asked for: nobody's score changes without a word.

    `notice` is told what else should be known meanwhile. `elsewhere` grades on other machines, which see to their own
    layers; without it the workers of this machine do.

    Raises UserError when the sandbox is weaker than was asked for, KitError when nothing can be graded at all.
    """
    secret = secret_of(course, choice.seed)
    reports: dict[SubmittedFile, Report] = {}
    shas = {
        name: assignment_sha256(course.assignment(name)) for name in {submitted.assignment for submitted in handed_in}
    }
    waiting = []
    for submitted in handed_in:
        report, held = standing(submitted, shas[submitted.assignment], choice, secret.name)
        if report is None:
            waiting.append(submitted)
        else:
            reports[submitted] = report
            done(report, held)
    if waiting:
        with Zygote(course, without=left_out(choice.sandbox), device=choice.device).warming() as zygote:
            for submitted, graded in _graded(waiting, course, choice, secret, notice, zygote, elsewhere):
                reports[submitted] = graded.report
                done(graded.report, None)
    return [reports[submitted] for submitted in handed_in]


def _graded(
    waiting: Sequence[SubmittedFile], course: Course, choice: Choice, secret: Secret, notice: Notice, zygote: Zygote,
    elsewhere: "Executor | None",
) -> "Iterator[tuple[SubmittedFile, Graded]]":  # fmt: skip
    """Those that nothing is kept of, graded; all that is made ready here is so while the zygote warms up."""
    if elsewhere is None:
        check_layers(zygote, choice.sandbox)
    with postponed.importing():
        from autograder.authoring import devices
        from autograder.batch.workers import check_writable, grade_all
        from autograder.grading.bench import secret_bench

    check_writable(choice.out)
    one_thread()
    names = dict.fromkeys(submitted.assignment for submitted in waiting)
    benches = {name: secret_bench(course.assignment(name), secret, choice.device, zygote) for name in names}
    try:
        devices.prove()
    except KitError as error:
        notice(str(error))
    zygote.wait()
    if elsewhere is not None:
        yield from elsewhere(waiting, benches, zygote, notice)
        return
    gc.freeze()  # workers share what is here now, as long as no collector goes through it
    yield from grade_all(waiting, benches, zygote, choice.out, choice.jobs)


def check_layers(zygote: Zygote, wanted: str) -> None:
    """Raises UserError, with the way out, when the sandbox here is weaker than `wanted`."""
    stands = level(zygote.layers())
    if LEVELS.index(stands) > LEVELS.index(wanted):
        lacking = ", ".join(sorted(NEEDED - set(zygote.layers())))
        raise UserError(
            f"The sandbox here is only `{stands}`: {lacking} cannot be put up. "
            "`autograder doctor` says what to do. "
            f"To grade other people's work all the same, say `--sandbox {stands}`."
        )
