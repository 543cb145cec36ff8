"""The report: all that is known about one graded submission, frozen; renderers read this and nothing else."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.training import Training

SCHEMA = "autograder/report/1"
OUTCOMES = ("pass", "fail", "todo", "blocked", "error", "manual")
STATUSES = ("graded", "unreadable", "timeout", "killed", "grader_error")
_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_CI_COMMAND = re.compile(r"(?<!\w)(:):(?=[A-Za-z])|(#)#(?=\[|vso\[)")  # what a CI runner would obey in its log
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_SCRATCH = re.compile(r"(?:/[^/\s'\"]+)*/autograder-[^/\s]+/lesson")


def clean(text: str, most: int = 1200) -> str:
    """Text that student code may have had a hand in, made fit to show: no control codes, addresses or endless lines.

    Nor anything that cannot be written as UTF-8, nor a command to the CI that shows it. Markup is left to renderers.
    """
    text = text[: most * 4].encode("utf-8", "replace").decode()
    text = _CONTROL.sub("", _SCRATCH.sub(".", _ADDRESS.sub("0x…", text)))
    text = _CI_COMMAND.sub(r"\1\2 \1\2", text)
    return text if len(text) <= most else text[: most - 1] + "…"


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


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


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
