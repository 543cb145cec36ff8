"""The report: all that is known about one graded submission, frozen; renderers read this and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from autograder.model.training import Training

SCHEMA, SCHEMA_1 = "autograder/report/2", "autograder/report/1"
DIAGNOSES = ("raised", "relation", "mistake", "behaviour", "departure", "named")
NOTES = ("person", "forged", "again", "cell", "repair", "attempt", "dropped", "unused")
SPARE = ("late", "who")  # left out of the file where there is nothing to say
Points = int | float
STATUSES = ("graded", "unreadable", "timeout", "killed", "grader_error")


@dataclass(frozen=True)
class Diagnosis:
    """Why a check failed, as far as it was shown. `kind` is one of DIAGNOSES; `name` is for programs, not for people.

    `sentence` has no capital and no full stop; `line` counts from 1 in the exercise's own code, 0 where none is known;
    `step` says what a right solution does next, for whoever teaches.
    """

    kind: str
    name: str
    sentence: str
    hint: str = ""
    line: int = 0
    step: str = ""


@dataclass(frozen=True)
class Note:
    """Something to know of a submission beside its verdicts. `kind` is one of NOTES."""

    kind: str
    text: str


@dataclass(frozen=True)
class CheckReport:
    """One check: what it asks, what came out, what was compared, and why it failed, as far as that was shown.

    `sentence` says all of the comparison; `what`, `found` and `expected` are its parts, where it has
    them; `line` counts from 1 in the exercise's own code, 0 where none is to blame.
    """

    id: str
    description: str
    outcome: str
    points: Points
    max_points: Points
    sentence: str = ""
    what: str = ""
    found: str = ""
    expected: str = ""
    line: int = 0
    diagnoses: tuple[Diagnosis, ...] = ()
    measured: float | None = None

    @property
    def unmet(self) -> bool:
        """Whether it was asked, or should have been, and did not pass."""
        return self.outcome in ("fail", "blocked", "error")

    @property
    def steps(self) -> tuple[str, ...]:
        """What a right solution does where the student's leaves it: for whoever teaches, each once."""
        return tuple(dict.fromkeys(one.step for one in self.diagnoses if one.step))

    @property
    def reasons(self) -> str:
        """The diagnoses as sentences."""
        return " ".join(as_sentence(one.sentence) for one in self.diagnoses)

    @property
    def comparison(self) -> str:
        """The comparison as a sentence; empty where a diagnosis says it already."""
        said = as_sentence(self.sentence)
        known = any(said.startswith(as_sentence(one.sentence).rstrip(".")) for one in self.diagnoses)
        return "" if known else said

    @property
    def message(self) -> str:
        """All there is to say in a line of text."""
        return f"{self.reasons} {self.comparison}".strip()

    @property
    def mistake(self) -> str | None:
        """The name of the known mistake that was recognised, if one was."""
        return next((one.name for one in self.diagnoses if one.kind in ("mistake", "named")), None)

    @property
    def hint(self) -> str:
        return next((one.hint for one in self.diagnoses if one.hint), "")


def as_sentence(text: str) -> str:
    """`text` with a capital, and a full stop unless it ends in another mark."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("." if text and text[-1] not in ".?!…:" else "")


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise: its outcome is `pass` only when every check passed.

    `shown` are images with what the student's network said of them (`png` in base64, `found`, `expected`); `training`
    is how the loss went while the exercise's cell ran, where it trains something; `group` stands for a failure that
    nothing explains, the same for all who fail so.
    """

    name: str
    outcome: str
    points: Points
    max_points: Points
    checks: tuple[CheckReport, ...] = ()
    figures: tuple[str, ...] = ()
    source: str = ""
    shown: tuple[dict[str, str], ...] = ()
    training: Training | None = None
    group: str = ""

    def as_data(self) -> dict[str, Any]:
        """The report as JSON has it, with what follows from the fields of a check: some readers want no more."""
        data = msgspec.to_builtins(self)
        for check, entry in zip(self.checks, data["checks"], strict=True):
            entry |= {name: getattr(check, name) for name in ("message", "mistake", "hint")}
        return data


@dataclass(frozen=True)
class Report:
    """One graded submission. `score` is what the work earned; `late` says what lateness makes of it, if it is late:
    `{"seconds", "penalty", "score"}`, the time after the deadline, the points it costs, and those that remain.
    `who` is what a platform knows the student by: its name (`platform`), and ids under the names that it uses.
    """

    student: str
    assignment: str
    score: Points
    max_score: Points
    status: str
    kit: Mapping[str, str]
    seconds: Mapping[str, float]
    exercises: tuple[ExerciseReport, ...]
    message: str = ""
    notes: tuple[Note, ...] = ()
    late: Mapping[str, Points] | None = None
    who: Mapping[str, str] = field(default_factory=dict)
    schema: str = SCHEMA

    def to_json(self) -> str:
        """The report as the JSON file of docs/formats.md; keys always in the same order."""
        data = msgspec.to_builtins(self)
        data = {"schema": data.pop("schema"), **{name: data[name] for name in data if data[name] or name not in SPARE}}
        data["exercises"] = [exercise.as_data() for exercise in self.exercises]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @staticmethod
    def from_json(text: str) -> "Report":
        """Read back what `to_json` wrote, now or by a version of the kit that wrote schema 1.

        Raises ValueError for anything else.
        """
        data = json.loads(text)
        schema = data.get("schema") if isinstance(data, dict) else None
        try:
            if schema == SCHEMA_1:
                data = _from_schema_1(data)
            elif schema != SCHEMA:
                raise ValueError(f"not a report of schema {SCHEMA}")
            return msgspec.convert(data, Report)
        except (msgspec.ValidationError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a report: {error}") from None


def as_points(value: float) -> int | float:
    """Whole points without a decimal point, others rounded to what can be told apart."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _from_schema_1(data: dict[str, Any]) -> dict[str, Any]:
    """A report of schema 1, whose messages began with the mistake's sentence and whose notes were plain text."""
    exercises = [{**entry, "checks": [_check_1(check) for check in entry["checks"]]} for entry in data["exercises"]]
    for entry in exercises:
        if entry["outcome"] == "manual":
            entry["source"] = "(This report is of an older kit, which kept no answers.)"
    notes = [{"kind": "person" if "for a person" in note else "cell", "text": note} for note in data["notes"]]
    return {**data, "exercises": exercises, "notes": notes, "schema": SCHEMA}


def _check_1(check: dict[str, Any]) -> dict[str, Any]:
    name, sentence, diagnoses = check.get("mistake"), check["message"], []
    if name:
        said, _, sentence = sentence.partition(". ")
        diagnoses = [{"kind": "mistake", "name": name, "sentence": said, "hint": check.get("hint") or ""}]
    return {**check, "sentence": sentence, "diagnoses": diagnoses}
