"""What a child tells of each call of a cell's own functions: what came in, what expressions gave, what came out.

A student's code has run where this comes from, so it is believed only in form: texts are cut, numbers are numbers.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import msgspec

from autograder.model.trace import MOST_ACTS, UNREADABLE, Act, believed

MOST_CALLS, MOST_PLACES, MOST_NUMBERS, MOST_PARTS, MOST_TEXT = 40, 120, 64, 12, 90


@dataclass(frozen=True)
class Described:
    """A value by its type, its shape and kind of numbers where it has them, and as many of its numbers as are kept."""

    type: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    numbers: tuple[float, ...] = ()
    length: int | None = None
    names: tuple[str, ...] = ()
    parts: tuple["Described", ...] = ()
    text: str = ""
    digest: float = 0.0  # of all numbers, also those that are not kept
    form: str = ""  # a digest of how it is made


@dataclass(frozen=True)
class Noted:
    """What one place of the code gave: how often it was reached, and the first and the last value.

    `gave`, of a layer: what it was given first, and what it made of it.
    """

    count: int
    first: Described
    last: Described
    gave: tuple[Described, Described] | None = None


@dataclass(frozen=True)
class Raise:
    """An exception that left a function: its type, its message, the line of the cell as it was run."""

    type: str
    message: str
    line: int
    kind: str = "error"


@dataclass(frozen=True)
class Call:
    """One call from outside the cell. `acts` are those of the trace that happened meanwhile, from and to."""

    name: str
    given: dict[str, Described] = field(default_factory=dict)
    left: dict[str, Described] = field(default_factory=dict)
    returned: Described | None = None
    raised: Raise | None = None
    acts: tuple[int, int] = (0, 0)
    noted: dict[str, Noted] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """All calls in their order, what loops did meanwhile, and what ended it all, if something did.

    `cut`: it was stopped on the way, since it takes long.
    """

    calls: tuple[Call, ...]
    acts: tuple[Act, ...] = ()
    ended: Raise | None = None
    cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every act was noted: what was not is not counted."""
        return len(self.acts) < MOST_ACTS

    def of(self, call: Call, kind: str) -> list[Act]:
        """The acts of a kind that happened during a call."""
        return [act for act in self.acts[slice(*call.acts)] if act.kind == kind]


def account_of(told: Any) -> Account | None:
    """A child's account, every field made what it should be; None when it cannot be read."""
    if not isinstance(told, dict) or not isinstance(told.get("calls"), list):
        return None
    acts = told["acts"] if isinstance(told.get("acts"), list) else []
    trace = believed({"events": [], "targets": [], "end": {}, "whole": True, "acts": acts})
    try:
        calls = msgspec.convert(_cut(told["calls"][:MOST_CALLS]), tuple[Call, ...])
        ended = msgspec.convert(_cut(told.get("ended")), Raise | None)
    except (msgspec.ValidationError, *UNREADABLE):
        return None
    return Account(calls, trace.acts if trace else (), ended, told.get("cut") is True)


def _cut(told: Any) -> Any:
    """What was told, with no more of everything than is told of; texts as they may be shown, without backticks."""
    if isinstance(told, str):
        plain = "".join(c if c.isprintable() else " " for c in told[: 4 * MOST_TEXT]).replace("`", "'")
        return plain if len(plain) <= MOST_TEXT else plain[: MOST_TEXT - 1] + "…"
    if isinstance(told, list):
        return [_cut(one) for one in told[:MOST_NUMBERS]]
    if isinstance(told, dict):
        return {_cut(name): _cut(one) for name, one in list(told.items())[:MOST_PLACES]}
    return math.inf if isinstance(told, float) and 1e300 <= abs(told) < math.inf else told
