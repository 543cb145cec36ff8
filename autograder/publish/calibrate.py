"""Training the reference over many seeds: what it reaches, and which thresholds follow."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.grading.suite import CheckSuite
from autograder.model.calibration import Measured, load
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
    from autograder.errors import KitError
    from autograder.grading.checkrun import CheckRun, said_by
    from autograder.grading.reference import put_cell
    from autograder.model import lessonfile

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


def plot(measured: Measured, threshold: float, path: Path) -> None:
    """Draw the measured values with the threshold and the highest that would do."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    values = list(measured.values.values())
    figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    ax.hist(values, bins=max(5, len(values) // 2), color="#4c78a8", label=f"{len(values)} seeds of the reference")
    ax.plot(values, [-0.15] * len(values), "|", color="#1f3552")
    ax.axvline(threshold, color="#c44e52", label=f"threshold {threshold:g}")
    ax.axvline(
        measured.highest_threshold,
        color="#55a868",
        linestyle="--",
        label=f"1 in 1,000: {measured.highest_threshold:.4f}",
    )
    ax.set(title=measured.exercise, xlabel="accuracy", ylabel="seeds")
    ax.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
