"""Thresholds with a known error: what the reference reached over many seeds, and what grading.toml asks for."""

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import fmean, stdev

import msgspec

from autograder.model.course import Assignment, Exercise
from autograder.model.files import write_whole
from autograder.model.training import Band, Training, band_of

FILE = "calibration.json"
Z = 3.09  # the normal quantile of 1 in 1,000


@dataclass(frozen=True)
class Measured:
    """What the reference reached for one exercise, by seed, what that was measured with, and where its losses ran."""

    provenance: dict[str, str]
    values: dict[int, float]
    losses: Band | None = None

    def with_another(self, seed: int, value: float, training: Training | None) -> "Measured":
        """These measurements and one more."""
        losses = self.losses
        if training is not None:
            losses = losses.with_another(training) if losses else band_of(training)
        return replace(self, values={**self.values, seed: value}, losses=losses)

    @property
    def mean(self) -> float:
        return fmean(self.values.values())

    @property
    def deviation(self) -> float:
        """Standard deviation over seeds (n - 1)."""
        return stdev(self.values.values()) if len(self.values) > 1 else 0.0

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
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Measured])


def save(path: Path, exercise: str, measured: Measured) -> None:
    """Add to, or put in place of, what `path` holds of the exercise."""
    _read.cache_clear()
    data = msgspec.to_builtins({**_read(path), exercise: measured}, str_keys=True)
    known = {name: {key: value for key, value in one.items() if value is not None} for name, one in data.items()}
    text = json.dumps(known, indent=1)
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
