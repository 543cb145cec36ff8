"""Thresholds with a known error: what the reference reached over many seeds, and what grading.toml asks for."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from autograder.config import Assignment

FAILURES_ALLOWED = 1e-3
Z = 3.09  # the normal quantile of 1 in 1,000


@dataclass(frozen=True)
class Measured:
    """The values that the reference reached for one exercise, one a seed, and where they were measured."""

    exercise: str
    values: tuple[float, ...]
    provenance: dict

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    @property
    def deviation(self) -> float:
        """Standard deviation over seeds (n - 1)."""
        return math.sqrt(sum((v - self.mean) ** 2 for v in self.values) / max(1, len(self.values) - 1))

    @property
    def highest_threshold(self) -> float:
        """The largest threshold that a correct solution misses less than once in 1,000 seeds.

        A normal tail through the measured mean and spread; never above the smallest value measured.
        """
        return min(self.mean - Z * self.deviation, *self.values)


def path_of(assignment: Assignment) -> Path:
    return assignment.reference / "calibration.json"


def load(assignment: Assignment) -> dict[str, Measured]:
    """What was measured for `assignment`, by exercise; empty when nothing was."""
    path = path_of(assignment)
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: Measured(name, tuple(entry["values"]), entry["provenance"]) for name, entry in data.items()}


def faults(assignment: Assignment) -> list[str]:
    """Thresholds of grading.toml that were never measured, or that a correct solution would miss too often."""
    measured = load(assignment)
    found = []
    for exercise in assignment.exercises:
        if exercise.threshold is None:
            continue
        known = measured.get(exercise.name)
        if known is None or len(known.values) < 10:
            found.append(f"the threshold of `{exercise.name}` was not measured: autograder calibrate {assignment.name}")
        elif exercise.threshold > known.highest_threshold:
            found.append(
                f"the threshold {exercise.threshold:g} of `{exercise.name}` is above {known.highest_threshold:.4f}, "
                "which a correct solution misses once in 1,000"
            )
    return found
