"""A wrong number that a right solution comes to, too, and does not end with: the loss of one batch, a sum. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.model.report import Diagnosis
from autograder.model.trace import Trace


def unfinished(found: Trace, right: Trace, wrong: Sequence[float], returned: Any = ()) -> Diagnosis | None:
    """Which line makes a number of the answer, where a right solution goes on from it; None where none does.

    `wrong` are numbers of the answer that are not right, `returned` is what a right solution ends with.
    """
    ends = {index for index in right.targets if right.events[index].kind == "name"}
    for number in wrong:
        made = next((event for event in found.events if event.line and event.value.stands_for(number)), None)
        shared = {i for i, event in enumerate(right.events) if event.value.stands_for(number)}
        if made is None or not shared or shared & ends or _holds(returned, number):
            continue
        given = {e.value for e in found.events if (e.kind, e.name, e.line) == (made.kind, made.name, made.line)}
        once = " one of the times that it runs" if len(given) > 2 else ""  # an operation may give two values at once
        sentence = f"a number of your answer is what line {made.line} gives{once}"
        sentence += "; a right solution comes to it, too, and goes on from there"
        return Diagnosis("departure", "unfinished", sentence, line=made.line)
    return None


def _holds(value: Any, number: float) -> bool:
    """Whether a number is somewhere in an answer."""
    if isinstance(value, list | tuple | Mapping):
        return any(_holds(one, number) for one in (value.values() if isinstance(value, Mapping) else value))
    return isinstance(value, int | float) and math.isclose(value, number, rel_tol=1e-6)
