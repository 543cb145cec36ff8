"""Recorded answers as values and files: the reference's, and how each known mistake fares (`reference.py` asks)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.declare import Check
from autograder.errors import KitError, UserError
from autograder.grading.checkrun import Finding, Lookup
from autograder.grading.fingerprint import Fingerprint
from autograder.grading.suite import CheckSuite
from autograder.model import wire
from autograder.model.trace import Trace, believed

SCHEMA = "autograder/answers/2"


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
