"""An answer that holds nan or inf: the line in which they come up first. Pure."""

from collections.abc import Mapping
from typing import Any

from autograder.model.report import Diagnosis
from autograder.model.trace import Trace


def nonfinite(found: Trace, right: Trace) -> Diagnosis | None:
    """The line that first made nan or inf; None where none was seen, or where a right solution makes them, too."""
    first = next(iter(found.of("nonfinite")), None)
    if first is None or right.of("nonfinite"):
        return None
    said = f"nan or inf is first seen in what line {first.line} gives"
    return Diagnosis("departure", "nonfinite", said, line=first.line)


def finite(value: Any) -> bool:
    """Whether every number of an answer is one that can be compared: neither nan nor inf."""
    import numpy as np

    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return all(map(finite, value))
    if value is None or isinstance(value, str):
        return True
    try:
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except (TypeError, ValueError, OverflowError):
        return True
