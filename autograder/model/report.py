"""The report: all that is known about one graded submission, frozen; renderers read this and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.model.training import Training

SCHEMA = "autograder/report/1"
OUTCOMES = ("pass", "fail", "todo", "blocked", "error", "manual")
STATUSES = ("graded", "unreadable", "timeout", "killed", "grader_error")


@dataclass(frozen=True)
class CheckReport:
    """One check: what it asks, what came out, and, when it failed, which mistake it looks like."""

    id: str
    description: str
    outcome: str
    points: float
    max_points: float
    message: str = ""
    mistake: str | None = None
    hint: str | None = None
    measured: float | None = None


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise: its outcome is `pass` only when every check passed.

    `shown` are images with what the student's network said of them (`png` in base64, `found`, `expected`); `training`
    is how the loss went while the exercise's cell ran, where it trains something.
    """

    name: str
    outcome: str
    points: float
    max_points: float
    checks: tuple[CheckReport, ...] = ()
    figures: tuple[str, ...] = ()
    source: str = ""
    shown: tuple[dict[str, str], ...] = ()
    training: Training | None = None

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "ExerciseReport":
        """Read back what `asdict` made.

        Raises KeyError or TypeError for anything else.
        """
        checks = tuple(CheckReport(**check) for check in data["checks"])
        went = data.get("training")
        training = Training(went["steps"], tuple(went["loss"])) if went else None
        lists = {name: tuple(data.get(name, ())) for name in ("figures", "shown")}
        return ExerciseReport(**{**data, **lists, "checks": checks, "training": training})


@dataclass(frozen=True)
class Report:
    """One graded submission. `score` is what the work earned; `late` says what lateness makes of it, if it is late:
    `{"seconds", "penalty", "score"}`, the time after the deadline, the points it costs, and those that remain.
    """

    student: str
    assignment: str
    score: float
    max_score: float
    status: str
    kit: Mapping[str, str]
    seconds: Mapping[str, float]
    exercises: tuple[ExerciseReport, ...]
    message: str = ""
    notes: tuple[str, ...] = field(default=())
    late: Mapping[str, float] | None = None
    schema: str = SCHEMA

    def to_json(self) -> str:
        """The report as the JSON file of FORMATS section 1; keys always in the same order."""
        data = {"schema": self.schema, **{k: v for k, v in asdict(self).items() if k != "schema"}}
        if self.late is None:
            del data["late"]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @staticmethod
    def from_json(text: str) -> "Report":
        """Read back what `to_json` wrote.

        Raises ValueError for anything else.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise ValueError(f"not a report of schema {SCHEMA}")
        try:
            exercises = tuple(map(ExerciseReport.from_data, data.pop("exercises")))
            return Report(**{**data, "exercises": exercises, "notes": tuple(data["notes"])})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a report: {error}") from None

    def without_seconds(self) -> "Report":
        """The part that is the same every time the same submission is graded."""
        return replace(self, seconds={})


def read_report(path: Path) -> Report | None:
    """The report at `path`; None when there is none that can be read."""
    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def as_points(value: float) -> int | float:
    """Whole points without a decimal point, others rounded to what can be told apart."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded
