"""Recorded answers as values and files: the reference's, and how each known mistake fares (`reference.py` asks)."""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.declare import Check
from autograder.errors import KitError, UserError
from autograder.grading.checkrun import Finding
from autograder.grading.fingerprint import Fingerprint
from autograder.grading.suite import CheckSuite
from autograder.model import wire
from autograder.model.course import Assignment
from autograder.model.trace import Trace, believed
from autograder.model.version import __version__

SCHEMA = "autograder/answers/2"
Lookup = Callable[[Check, int, str, tuple, dict], Any]
MISTAKES = "mistakes.py"
ANSWERED_BY = ("authoring", "grading", "model", "runner")  # packages that an answer goes through


@dataclass(frozen=True)
class Known:
    """How one mistake fares at one check: outcome, signature, fingerprint of its answers."""

    outcome: str
    signature: str = ""
    exact: bool = False
    trace: Fingerprint = field(default_factory=Fingerprint)


@dataclass(frozen=True)
class KnownMistake:
    """A mistake as the judge knows it: no code, only what it is called and how it fares."""

    exercise: str
    name: str
    sentence: str
    hint: str
    results: Mapping[str, Known]


@dataclass(frozen=True)
class RecordedAnswers:
    """The reference's answers by check, and the known mistakes."""

    provenance: Mapping[str, str]
    expected: Mapping[str, tuple[Any, ...]]
    mistakes: tuple[KnownMistake, ...]
    traces: Mapping[str, Trace] = field(default_factory=dict)

    def trace(self, finding: Finding, index: int) -> Trace | None:
        """What the reference did at the `index`-th question of a check."""
        return self.traces.get(f"{finding.check.id}/{index}")

    def lookup(self, check: Check, index: int, *_: Any) -> Any:
        """The reference's answer to the `index`-th question that `check` puts to it.

        Raises KitError when it was never asked.
        """
        try:
            return self.expected[check.id][index]
        except (KeyError, IndexError):
            raise KitError(
                f"The recorded answers lack question {index + 1} of `{check.id}`: record them anew."
            ) from None

    def of(self, exercise: str) -> list[KnownMistake]:
        return [mistake for mistake in self.mistakes if mistake.exercise == exercise]

    def save(self, path: Path) -> None:
        data = {
            "schema": SCHEMA, "provenance": dict(self.provenance), "expected": dict(self.expected),
            "mistakes": [
                {**{k: getattr(m, k) for k in ("exercise", "name", "sentence", "hint")},
                 "results": {n: {**asdict(known), "trace": known.trace.as_data()} for n, known in m.results.items()}}
                for m in self.mistakes
            ],
            "traces": {name: trace.as_data() for name, trace in self.traces.items()},
        }  # fmt: skip
        wire.write_file(path, data)

    @staticmethod
    def load(path: Path) -> "RecordedAnswers":
        """Read what `save` wrote.

        Raises UserError when it is damaged or of another version.
        """
        try:
            data = wire.read_file(path)
            if data["schema"] != SCHEMA:
                raise KeyError("schema")
            mistakes = tuple(
                KnownMistake(**{
                    **entry,
                    "results": {
                        name: Known(**{**known, "trace": Fingerprint.from_data(known["trace"])})
                        for name, known in entry["results"].items()
                    },
                })
                for entry in data["mistakes"]
            )  # fmt: skip
            expected = {name: tuple(values) for name, values in data["expected"].items()}
            traces = {name: trace for name, told in data.get("traces", {}).items() if (trace := believed(told))}
            return RecordedAnswers(data["provenance"], expected, mistakes, traces)
        except (OSError, wire.Malformed, KeyError, TypeError) as error:
            raise UserError(f"{path} cannot be read ({error}). Make it anew with `autograder release`.") from None


@dataclass(frozen=True)
class Paper:
    """One seed's questions: what checks are given, the right answers, and what known mistakes answer."""

    suite: CheckSuite
    lookup: Lookup
    mistakes: Callable[[str], Sequence[KnownMistake]] = lambda _: ()
    trace: Callable[[Finding, int], Trace | None] = lambda *_: None


def versions() -> dict[str, str]:
    """What the numbers depend on."""
    import torch
    import torchvision

    return {
        "kit": __version__, "python": platform.python_version(), "torch": str(torch.__version__),
        "torchvision": torchvision.__version__,
    }  # fmt: skip


def assignment_sha256(assignment: Assignment) -> str:
    """A digest of the folder that defines it, and of its table in grading.toml: its first half of all that decides a
    verdict, its second of the known mistakes, which explain one.
    """
    digest, explains = hashlib.sha256(), hashlib.sha256()
    folder = assignment.reference if assignment.reference.is_dir() else assignment.release
    for path in sorted(folder.glob("*.py")):
        (explains if path.name == MISTAKES else digest).update(path.name.encode() + path.read_bytes())
    table = {
        "exercises": [asdict(exercise) for exercise in assignment.exercises],
        "limits": asdict(assignment.limits),
        "tolerances": {name: asdict(value) for name, value in assignment.tolerances.items()},
    }
    digest.update(json.dumps(table, sort_keys=True).encode())
    return digest.hexdigest()[:32] + explains.hexdigest()[:32]


def engine_sha256() -> str:
    """A digest of the packages that answers go through, so that a changed engine does not serve old answers."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for package in ANSWERED_BY for path in root.glob(f"{package}/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
