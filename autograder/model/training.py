"""How a training went: the loss of every step, noted where gradients are asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

POINTS = 50


@dataclass(frozen=True)
class Training:
    """A training's `steps`, and its loss in at most POINTS equal parts of them, each the mean of its part."""

    steps: int
    loss: tuple[float, ...]


def summary(losses: Sequence[float]) -> dict:
    """A training as a child tells it: `{"steps", "loss"}`."""
    count = min(POINTS, len(losses))
    edges = [round(i * len(losses) / count) for i in range(count + 1)] if count else []
    parts = [losses[a:b] for a, b in pairwise(edges)]
    return {"steps": len(losses), "loss": [sum(part) / len(part) for part in parts]}


def believed(told: Any) -> Training | None:
    """A child's account of a training, made what it should be; None when nothing was trained or it cannot be read."""
    if not isinstance(told, dict) or not isinstance(told.get("steps"), int) or not isinstance(told.get("loss"), list):
        return None
    loss = [v for v in told["loss"][:POINTS] if isinstance(v, float) and math.isfinite(v) and abs(v) < 1e12]
    if len(loss) < 2 or len(loss) != len(told["loss"]) or not len(loss) <= told["steps"] < 10**12:
        return None
    return Training(told["steps"], tuple(float(f"{v:.4g}") for v in loss))


@dataclass(frozen=True)
class Band:
    """Where several trainings ran: their lowest and highest loss in each part, and the steps of the longest."""

    steps: int
    low: tuple[float, ...]
    high: tuple[float, ...]

    def with_another(self, one: Training) -> "Band":
        """The band that holds `one` too; as it is when `one` has another number of parts."""
        if len(one.loss) != len(self.low):
            return self
        low, high = (tuple(map(f, edge, one.loss)) for f, edge in ((min, self.low), (max, self.high)))
        return Band(max(self.steps, one.steps), low, high)


def band_of(one: Training) -> Band:
    """The band of a single training."""
    return Band(one.steps, one.loss, one.loss)
