"""Thresholds with a known error: what the reference reached over many seeds, and what grading.toml asks for."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.config import Assignment, Exercise
from autograder.report import write_whole
from autograder.training import Band, Training, band_of

if TYPE_CHECKING:
    from autograder.judge import Lessons
    from autograder.session import Session

FILE = "calibration.json"
Z = 3.09  # the normal quantile of 1 in 1,000
FEWEST = 10


@dataclass(frozen=True)
class Measured:
    """What the reference reached for one exercise, by seed, what that was measured with, and where its losses ran."""

    exercise: str
    values: dict[int, float]
    provenance: dict[str, str]
    band: Band | None = None

    def with_another(self, seed: int, value: float, training: Training | None) -> "Measured":
        """These measurements and one more."""
        band = self.band
        if training is not None:
            band = band.with_another(training) if band else band_of(training)
        return replace(self, values={**self.values, seed: value}, band=band)

    @property
    def mean(self) -> float:
        return sum(self.values.values()) / len(self.values)

    @property
    def deviation(self) -> float:
        """Standard deviation over seeds (n - 1)."""
        return math.sqrt(sum((v - self.mean) ** 2 for v in self.values.values()) / max(1, len(self.values) - 1))

    @property
    def highest_threshold(self) -> float:
        """The largest threshold that a correct solution misses less than once in 1,000 seeds.

        A normal tail through the measured mean and spread, and never above the smallest value measured.
        """
        return min(self.mean - Z * self.deviation, *self.values.values())


def path_of(assignment: Assignment) -> Path:
    """Where the measurements are kept: with the reference, or with the release where there is none."""
    folder = assignment.reference if assignment.reference.is_dir() else assignment.release
    return folder / FILE


def load(assignment: Assignment) -> dict[str, Measured]:
    """What was measured for `assignment`, by exercise; empty when nothing was."""
    return _read(path_of(assignment))


@lru_cache(64)
def _read(path: Path) -> dict[str, Measured]:
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: _measured(name, entry) for name, entry in data.items()}


def _measured(name: str, entry: dict[str, Any]) -> Measured:
    values = {int(seed): value for seed, value in entry["values"].items()}
    losses = entry.get("losses")
    band = Band(losses["steps"], tuple(losses["low"]), tuple(losses["high"])) if losses else None
    return Measured(name, values, entry["provenance"], band)


def save(path: Path, measured: Measured) -> None:
    """Add to, or put in place of, what `path` holds of the exercise."""
    _read.cache_clear()
    known = {**_read(path), measured.exercise: measured}
    data = {
        name: {"provenance": m.provenance, "values": m.values} | ({"losses": asdict(m.band)} if m.band else {})
        for name, m in known.items()
    }
    text = json.dumps(data, indent=1)
    lists = re.sub(r"\[[^\[\]]*\]", lambda found: " ".join(found[0].split()), text)  # a curve is a line of numbers
    write_whole(path, (lists + "\n").encode())
    _read.cache_clear()


def margin(assignment: Assignment, exercise: Exercise, measured: float | None) -> str:
    """`0.942, needed 0.925; the reference's ten seeds span 0.938 to 0.951`; empty for checks that measure nothing."""
    if measured is None or exercise.threshold is None:
        return ""
    text = f"{measured:.3f}, needed {exercise.threshold:g}"
    known = load(assignment).get(exercise.name)
    if known:
        values = known.values.values()
        text += f"; the reference's {len(values)} seeds span {min(values):.3f} to {max(values):.3f}"
    return text + "."


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
    lessons: "Lessons", session: "Session", exercise: Exercise, seeds: Sequence[int]
) -> Iterator[tuple[int, float, Training | None]]:
    """Train the reference's `exercise` once for each seed; yields the seed, what it reached, and how its loss went.

    Raises KitError when a check of the exercise measures nothing.
    """
    from autograder import lessonfile
    from autograder.answers import put_cell
    from autograder.errors import KitError
    from autograder.judge import Hearing
    from autograder.witness import Question

    def live(check: Any, index: int, probe: str, arguments: tuple, named: dict) -> Any:
        return session.ask(Question(probe, arguments, named, lessons.assignment.limits.probe_seconds))

    source = lessonfile.solution(lessons.assignment, exercise.name)
    for seed in seeds:
        session.renew()
        given_up = put_cell(session, lessons.assignment, exercise.name, seeded(source, seed))
        findings = Hearing(lessons, session, live, given_up=given_up).run(lessons.of(exercise.name))
        training = session.training(exercise.name)
        session.forget()
        values = [finding.measured for finding in findings.values() if finding.measured is not None]
        if not values:
            said = "; ".join(finding.message for finding in findings.values())
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
