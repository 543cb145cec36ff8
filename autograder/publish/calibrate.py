"""Training the reference over many seeds: what it reaches, and which thresholds follow."""

import re
from collections.abc import Iterator, Sequence

from autograder.errors import KitError
from autograder.grading.checkrun import CheckRun, said_by
from autograder.grading.reference import put_cell
from autograder.grading.suite import CheckSuite
from autograder.model import lessonfile
from autograder.model.calibration import load
from autograder.model.course import Assignment, Exercise
from autograder.model.training import Training
from autograder.runner.session import Session

FEWEST = 10


def faults(assignment: Assignment) -> list[str]:
    """Thresholds of grading.toml that were never measured, or that a correct solution would miss too often."""
    measured = load(assignment)
    found = []
    for exercise in assignment.exercises:
        if exercise.threshold is None:
            continue
        known = measured.get(exercise.name)
        if known is None or len(known.values) < FEWEST:
            found.append(f"the threshold of `{exercise.name}` was not measured: autograder calibrate {assignment.name}")
        elif exercise.threshold > known.highest_threshold:
            found.append(
                f"the threshold {exercise.threshold:g} of `{exercise.name}` is above {known.highest_threshold:.4f}, "
                "which a correct solution misses once in 1,000"
            )
    return found


def seeded(source: str, seed: int) -> str:
    """The cell with every seed that it sets, and the one it starts from, made `seed`."""
    start = "".join(
        f"__import__({module!r}).{setter}({seed})\n"
        for module, setter in (("random", "seed"), ("numpy", "random.seed"), ("torch", "manual_seed"))
    )
    return start + re.sub(r"(manual_seed|default_rng|random\.seed)\(\d+\)", rf"\g<1>({seed})", source)


def measure(
    suite: CheckSuite, session: Session, exercise: Exercise, seeds: Sequence[int]
) -> Iterator[tuple[int, float, Training | None]]:
    """Train the reference's `exercise` once for each seed; yields the seed, what it reached, and how its loss went.

    Raises KitError when a check of the exercise measures nothing.
    """
    live = said_by(session, suite.assignment.limits.probe_seconds)
    source = lessonfile.solution(suite.assignment, exercise.name)
    for seed in seeds:
        session.renew()
        given_up = put_cell(session, suite.assignment, exercise.name, seeded(source, seed))
        findings = CheckRun(suite, session, live, given_up=given_up).run(suite.of(exercise.name))
        training = session.training(exercise.name)
        session.forget()
        values = [finding.measured for finding in findings.values() if finding.measured is not None]
        if not values:
            said = "; ".join(finding.sentence for finding in findings.values())
            raise KitError(f"`{exercise.name}` measured nothing with seed {seed}: its check must call `reach`. {said}")
        yield seed, values[-1], training
