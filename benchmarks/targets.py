"""What was promised, what was measured, and whether the one keeps the other: pure functions of the results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """One promise: where it is read from the results, and which side of the limit it must lie on."""

    part: str
    what: str
    limit: float
    at_least: bool
    unit: str
    found: Callable[[Results], float]


@dataclass(frozen=True)
class Outcome:
    """A target, the figure that was found for it, whether it was met, and by how much it was missed."""

    target: Target
    value: float

    @property
    def met(self) -> bool:
        return self.value >= self.target.limit if self.target.at_least else self.value <= self.target.limit

    @property
    def missed_by(self) -> str:
        """By which part of the limit it was missed, as a percentage."""
        return "" if self.met else f"{abs(self.value / self.target.limit - 1):.0%}"


def _throughput(peer: str) -> Callable[[Results], float]:
    return lambda r: r["peers"][peer]["median"] / r["class"]["per_submission"]


TARGETS = (
    Target("class", "throughput, times that of nbgrader", 20, True, "×", _throughput("nbgrader")),
    Target("class", "throughput, times that of otter run", 25, True, "×", _throughput("otter")),
    Target("class", "wall × cores ÷ CPU of the students' probes", 1.25, False, "", lambda r: r["class"]["overhead"]),
    Target("class", "a submission, beyond its own probes", 0.15, False, "s", lambda r: r["class"]["beyond"]["all"]),
    Target("class", "the same, one seed for all", 0.15, False, "s", lambda r: r["class"]["beyond"]["one"]),
    Target("class", "a seed of its own for each submission", 0.3, False, "s",
           lambda r: r["class"]["beyond"]["own"] - r["class"]["beyond"]["one"]),
    Target("class", "first run of a class, one submission", 15, False, "s", lambda r: r["class"]["answers"]["first"]),
    Target("verdict", "first verdict from a cold shell ÷ import torch", 1.2, False, "×", lambda r: r["verdict"]["ratio"]),
    Target("verdict", "warm verdict, shapes", 1, False, "s", lambda r: r["verdict"]["warm_shapes"]["median"]),
    Target("verdict", "warm verdict, training", 3, False, "s", lambda r: r["verdict"]["warm_training"]["median"]),
    Target("start", "--help", 0.3, False, "s", lambda r: r["start"]["help"]["median"]),
    Target("start", "show", 0.3, False, "s", lambda r: r["start"]["show"]["median"]),
    Target("start", "an error", 0.3, False, "s", lambda r: r["start"]["error"]["median"]),
    Target("memory", "judge", 1000, False, "MB", lambda r: r["memory"]["judge"]),
    Target("growth", "judge, 2,000 submissions", 1000, False, "MB", lambda r: r["growth"]["sizes"][-1]["judge_mb"]),
    Target("memory", "a worker more, with its child", 120, False, "MB", lambda r: r["memory"]["a_worker_more"]),
    Target("growth", "time for each, 2,000 ÷ 200 submissions", 1.2, False, "×",
           lambda r: r["growth"]["sizes"][-1]["each"] / r["growth"]["sizes"][1]["each"]),
    Target("growth", "judge's memory, 2,000 ÷ 10 submissions", 1.2, False, "×",
           lambda r: r["growth"]["sizes"][-1]["judge_mb"] / r["growth"]["sizes"][0]["judge_mb"]),
    Target("growth", "class page of 2,000, written", 30, False, "s", lambda r: r["growth"]["page"]),
    Target("desk", "class page of 2,000, drawn by a browser", 1, False, "s", lambda r: r["desk"]["class_page"]),
    Target("desk", "slowest page of the desk of 2,000", 1, False, "s", lambda r: max(r["desk"]["pages"].values())),
    Target("growth", "restart with 2,000 unchanged", 3, False, "s", lambda r: r["growth"]["restart"]),
    Target("cluster", "efficiency of two workers against one", 0.9, True, "", lambda r: r["cluster"]["efficiency"]),
)  # fmt: skip


def outcomes(results: Results) -> Iterator[Outcome]:
    """The outcome of every target whose parts have been measured."""
    for target in TARGETS:
        try:
            yield Outcome(target, target.found(results))
        except KeyError:
            continue
