"""Who answers probes, what a cell is when it is run, and what can stand in the way: shared by all who run a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Witness(Protocol):
    """Somebody who answers probes: a session, or the student's own notebook."""

    def ask(self, probe: str, arguments: Sequence[Any], named: Mapping[str, Any], seconds: float) -> Any:
        """The answer to a probe.

        Raises StudentRaised, StudentMissing, or Died.
        """
        ...


@dataclass(frozen=True)
class RunCell:
    """A cell to run: its label in messages, its source, the names that it defines if it is an exercise's."""

    label: str
    source: str
    defines: tuple[str, ...] = ()
    seconds: float = 0.0
    asked: bool = False


class Died(Exception):
    """The child is no more. `kind` is "time", "memory" or "ended"."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class StudentRaised(Exception):
    """Student code raised; `facts` is `lesson.Raised` as data."""

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
