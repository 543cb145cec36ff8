"""The reference's answers and how known mistakes fare, recorded: for a release, and for a seed that a class shares."""

import contextlib
import functools
import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.grading.provenance import assignment_sha256, engine_sha256, recorder_sha256, versions
from autograder.grading.recorded import KnownMistake, Paper, RecordedAnswers
from autograder.grading.reference import Reference, Solved
from autograder.grading.suite import CheckSuite
from autograder.model.course import ANSWERS
from autograder.runner.pool import Zygote

Progress = Callable[[str, int, int], None]


def record(suite: CheckSuite, zygote: Zygote, progress: Progress = lambda *_: None) -> RecordedAnswers:
    """Ask the reference, then each mistake, every question of their checks.

    Raises KitError, with what went wrong, when the reference does not pass its own checks.
    """
    reference = Reference(suite, Solved.of(suite.assignment), zygote)
    variants = reference.solved.variants
    progress("the reference", 0, len(variants) + 1)
    try:
        passed = reference.findings(suite, suite.checks)
        expected = {name: finding.expected for name, finding in passed.items()}
        lookup = RecordedAnswers({}, expected, ()).lookup
        traces = {
            f"{name}/{index}": trace.without_operations()
            for name, finding in passed.items()
            for index in range(len(finding.questions))
            if (trace := reference.trace(finding, index))
        }
        known = []
        for number, variant in enumerate(variants, 1):
            progress(variant.name, number, len(variants) + 1)
            known.append(reference.mistaken(variant, suite, lookup))
    finally:
        reference.close()
    digests = {"assignment_sha256": assignment_sha256(suite.assignment), "recorder_sha256": recorder_sha256()}
    facts = {"assignment": suite.assignment.name, **digests}
    return RecordedAnswers({**facts, **versions(), "device": suite.device}, expected, tuple(known), traces)


def standing(reference: Reference, suite: CheckSuite, folder: Path, sha256: str) -> Paper:
    """The paper of a seed that a whole class shares; `sha256` is the assignment's.

    The release's recorded answers where they are of this seed, this reference and these versions; else known mistakes
    are recorded when they are first wanted, once for all who share `folder`, whatever is killed meanwhile.
    """
    released = of_release(suite, sha256)
    if released is not None:
        return Paper(suite, released.lookup, released.of, reference.trace)
    import fcntl  # not on Windows, where nobody grades a class

    facts = [sha256, suite.source, *versions().values(), engine_sha256()]
    key = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:24]
    same = f"{suite.assignment.name}-{suite.seed}-{suite.device}-"

    def mistakes(exercise: str) -> Sequence[KnownMistake]:
        path = folder / f"{same}{key}" / f"{exercise}.safetensors"
        for old in set(folder.glob(f"{same}*")) - {path.parent}:
            shutil.rmtree(old, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (path.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # gone with whoever holds it
            with contextlib.suppress(UserError):
                return RecordedAnswers.load(path).mistakes
            known = reference.mistakes(suite, exercise)
            RecordedAnswers({}, {}, known).save(path)
            return known

    return Paper(suite, reference.lookup, functools.cache(mistakes), reference.trace)


def of_release(suite: CheckSuite, sha256: str) -> RecordedAnswers | None:
    """The release's recorded answers, where the reference would give the same here and now."""
    assignment = suite.assignment
    try:
        answers = RecordedAnswers.load(assignment.release / ANSWERS)
    except UserError:
        return None
    wanted = {
        "assignment_sha256": sha256, "recorder_sha256": recorder_sha256(), "device": suite.device, **versions()
    }  # fmt: skip
    same = suite.seed == assignment.course.public_seed and wanted.items() <= answers.provenance.items()
    return answers if same else None
