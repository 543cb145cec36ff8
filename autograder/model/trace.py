"""What a recorder saw of one question: values in the order in which they were made, and what a training loop did.

A child tells it, so it is believed only in form: it explains a verdict and never decides one.
"""

import bisect
import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

MOST_EVENTS = 200
MOST_ACTS = 400
NEAR = 2e-5
OPERATIONS = ("op", "call")  # the cell's own, and those of what it calls
SETTINGS = {  # of an optimizer, noted with each step, and what they are called
    "lr": "learning rate", "momentum": "momentum", "weight_decay": "weight decay", "dampening": "dampening",
    "nesterov": "`nesterov`", "maximize": "`maximize`", "eps": "`eps`", "amsgrad": "`amsgrad`",
}  # fmt: skip
SWITCHES = {"nesterov", "maximize", "amsgrad"}
# by whoever converts it
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True)
class Value:
    """A value by its size, the sum of its magnitudes and a weighted sum: enough to know it again."""

    numel: int
    magnitude: float
    weighted: float

    def near(self, other: "Value") -> bool:
        """Whether the two are the same but for rounding."""
        limit = NEAR * max(self.magnitude, other.magnitude) + 1e-12
        return (
            self.numel == other.numel
            and abs(self.magnitude - other.magnitude) <= limit
            and abs(self.weighted - other.weighted) <= limit
        )

    def times(self, other: "Value") -> float:
        """How many times `other` it is, number for number; 0 if it is not."""
        if not other.magnitude or not other.weighted or self.numel != other.numel:
            return 0.0
        ratio = self.magnitude / other.magnitude
        return ratio if math.isclose(self.weighted, ratio * other.weighted, rel_tol=1e-4) else 0.0

    def stands_for(self, number: float) -> bool:
        """Whether it is this number, whose sign it does not hold, and hardly by chance."""
        return self.numel == 1 and self.informative and math.isclose(self.magnitude, abs(number), rel_tol=1e-6)

    @property
    def informative(self) -> bool:
        """Whether it would hardly come about by chance: no count, no zero, no number of two digits."""
        if self.numel > 1:
            return self.magnitude > 0
        return self.magnitude > 0 and float(f"{self.magnitude:.3g}") != self.magnitude


NOTHING = Value(0, 0.0, 0.0)


@dataclass(frozen=True)
class Event:
    """One value made; `parents` are the events that it was made of.

    `kind` is one of OPERATIONS, "module" or "name"; what is returned without a name is a "name", too.
    """

    kind: str
    name: str
    line: int
    value: Value
    parents: tuple[int, ...] = ()


@dataclass(frozen=True)
class Act:
    """One act of a loop: "batch", "forward", "backward", "step", or the first "nonfinite" value; facts by name."""

    kind: str
    line: int
    facts: dict[str, float] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """The value that was noted under `name`; NOTHING if none was."""
        return self._values.get(name, NOTHING)

    @cached_property
    def _values(self) -> dict[str, Value]:
        told = self.facts
        names = [name[:-1] for name in told if name.endswith("#")]
        return {n: Value(int(told[f"{n}#"]), told.get(f"{n}|", 0.0), told.get(f"{n}~", 0.0)) for n in names}


@dataclass(frozen=True)
class Trace:
    """All that was recorded; `targets` are the events that an answer was made of.

    `whole` says that no act is lacking; `cut`, that later values are.
    """

    events: tuple[Event, ...] = ()
    targets: tuple[int, ...] = ()
    acts: tuple[Act, ...] = ()
    end: dict[str, float] = field(default_factory=dict)
    whole: bool = True
    cut: bool = False

    def of(self, *kinds: str) -> list[Act]:
        """The acts of these kinds that code of the exercise did; those of a probe alone have no line."""
        return [act for act in self.acts if act.kind in kinds and act.line]

    @property
    def outputs(self) -> list[int]:
        """The targets that a network answered."""
        return [index for index in self.targets if self.events[index].kind != "name"]

    def without_operations(self) -> "Trace":
        """As it may be published: the names of operations say how a right solution goes."""
        events = (
            replace(e, kind="op", name="", line=0) if e.kind in OPERATIONS else replace(e, line=0) for e in self.events
        )
        return replace(self, events=tuple(events))

    def as_data(self) -> dict:
        """Plain data, from which `believed` reads it."""
        return {
            "events": [
                [e.kind, e.name, e.line, e.value.numel, e.value.magnitude, e.value.weighted, list(e.parents)]
                for e in self.events
            ],
            "targets": list(self.targets),
            "acts": [[act.kind, act.line, act.facts] for act in self.acts],
            "end": self.end,
            "whole": self.whole,
            "cut": self.cut,
        }


def shared(found: Trace, right: Trace) -> list[int | None]:
    """For each event of `found` the event of `right` that has the same value; None where there is none."""
    by_size: dict[int, list[tuple[float, int]]] = {}
    for index, event in enumerate(right.events):
        by_size.setdefault(event.value.numel, []).append((event.value.magnitude, index))
    for known in by_size.values():
        known.sort()

    def partner(value: Value) -> int | None:
        known = by_size.get(value.numel, [])
        least, most = (value.magnitude * (1 + way * 2 * NEAR) + way * 1e-11 for way in (-1, 1))
        near = known[bisect.bisect(known, (least,)) : bisect.bisect(known, (most, len(right.events)))]
        return min((j for _, j in near if right.events[j].value.near(value)), default=None)

    return [partner(event.value) for event in found.events]


def believed(told: Any) -> Trace | None:
    """A child's account as a trace, every field made what it should be; None when it cannot be read."""
    try:
        events = tuple(_event(*entry) for entry in told["events"][:MOST_EVENTS])
        acts = tuple(Act(str(kind)[:10], _line(line), _facts(facts)) for kind, line, facts in told["acts"][:MOST_ACTS])
        targets = tuple(index for index in map(int, told["targets"][:100]) if 0 <= index < len(events))
        return Trace(events, targets, acts, _facts(told["end"]), told["whole"] is True, told.get("cut") is True)
    except UNREADABLE:
        return None


def _event(kind: Any, name: Any, line: Any, numel: Any, magnitude: Any, weighted: Any, parents: Any) -> Event:
    value = Value(int(numel), _number(magnitude), _number(weighted))
    return Event(str(kind)[:10], str(name)[:60], _line(line), value, tuple(int(p) for p in parents[:8]))


def _facts(told: Any) -> dict[str, float]:
    return {str(name)[:20]: _number(value) for name, value in list(told.items())[:20]}


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _line(value: Any) -> int:
    return int(value) if 0 <= int(value) < 100_000 else 0
