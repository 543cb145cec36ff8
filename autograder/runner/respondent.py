"""Who answers probes, what a cell is when it is run, and what can stand in the way: shared by all who run a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from autograder.model import wire
from autograder.model.trace import Trace


@dataclass(frozen=True)
class Question:
    """A probe with what it is given, and the seconds that its answer may take.

    Of an answer that several checks share, only the entry `part` is meant, if one is named.
    """

    probe: str
    arguments: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    part: str = ""

    @cached_property
    def encoded(self) -> bytes:
        """The question as it goes to a child, made once: it may hold a whole set of images."""
        return wire.encode({"do": "ask", **self.as_data()})

    def as_data(self) -> dict[str, Any]:
        """The question as what crosses to a child."""
        given = {"arguments": list(self.arguments), "named": dict(self.named)}
        return {"probe": self.probe, **given, "seconds": self.seconds}

    def of(self, answer: Any) -> Any:
        """What is meant of an answer; None where it lacks that entry."""
        if not self.part:
            return answer
        return answer.get(self.part) if isinstance(answer, Mapping) else None


class Respondent(Protocol):
    """Somebody who answers questions: a session, or the student's own notebook."""

    def ask(self, question: Question) -> Any:
        """The answer.

        Raises StudentRaised, StudentMissing, or Died.
        """
        ...


class ObservedRespondent(Respondent, Protocol):
    """A respondent who can be looked at while it answers."""

    def record(self, question: Question, exercise: str) -> Trace | None:
        """What code of `exercise` does while it answers `question` once more; None when that cannot be told."""
        ...

    def refresh(self) -> None:
        """Undo what questions left behind, and nothing else: answers from here on explain a verdict."""
        ...

    def raised(self, exercise: str) -> Mapping[str, Any] | None:
        """What the exercise's own cell raised when it was last run; None when it came through."""
        ...


class Died(Exception):
    """The child is no more. `kind` is "time", "memory" or "ended"."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class StudentRaised(Exception):
    """Student code raised; `facts` is what `kernel.explain` says of it."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(facts.get("message", ""))
        self.facts = facts


class StudentMissing(Exception):
    """The lesson does not define a name that was asked for."""


@dataclass(frozen=True)
class CellResult:
    """What running one cell gave: what it raised, the names it failed to define, or how it ended the process."""

    raised: Mapping[str, Any] | None = None
    missing: tuple[str, ...] = ()
    died: Died | None = None
