"""Charts as inline SVG in the page's own colours; which round numbers stand along an axis Matplotlib decides."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.model.training import Band, Training

HEIGHT = 0.35  # of the strokes that are seeds, in their chart
WIDE = 20  # a curve that spans more than this factor is drawn on a logarithmic scale


@dataclass(frozen=True)
class Axes:
    """An empty chart of `width` by `height` units: what is measured across and upwards, and from where to where.

    Without a `ylabel` nothing stands at the left; `log` is of the upward axis; `whole` numbers alone may stand there.
    """

    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    xlabel: str
    ylabel: str = ""
    log: bool = False
    whole: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of what is drawn in."""
        return (38.0 if self.ylabel else 12.0), self.width - 12.0, self.height - 32.0, 8.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands in the SVG."""
        left, right, bottom, top = self.box
        low, high = map(math.log, self.y) if self.log else self.y
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = ((math.log(y) if self.log else y) - low) / (high - low)
        return round(left + across * (right - left), 2), round(bottom + up * (top - bottom), 2)

    def with_marks(self, marks: str) -> str:
        """The drawing: the axes with their numbers and words, and `marks` on top."""
        left, right, bottom, top = self.box
        side = f"M{left} {top}V{bottom}" if self.ylabel else f"M{left} {bottom}"
        parts = [_drawn(f"{side}H{right}", "ink", 0.8)]
        for number in _round_numbers(self.x, self.whole):
            x, _ = self.at(number, self.y[0])
            parts += [_drawn(f"M{x} {bottom}v3.5", "ink", 0.8), _text(x, bottom + 13, f"{number:g}")]
        for number in _round_numbers(self.y, self.whole, self.log) if self.ylabel else ():
            _, y = self.at(self.x[0], number)
            parts += [_drawn(f"M{left} {y}h-3.5", "ink", 0.8), _text(left - 6, y + 3, f"{number:g}", "end")]
        parts.append(_text((left + right) / 2, self.height - 5, self.xlabel))
        turned = f"rotate(-90) translate({-(top + bottom) / 2} 10)"
        parts += [f'<g transform="{turned}">{_text(0, 0, self.ylabel)}</g>'] if self.ylabel else []
        box = f'viewBox="0 0 {self.width} {self.height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}{marks}</svg>'


def histogram(scores: Sequence[float], most: float) -> str:
    """How many submissions earned how many points, 0 to `most`."""
    import numpy as np

    bins = max(1, min(20, round(most)))
    counts, edges = np.histogram(scores, bins=bins, range=(0, most))
    axes = Axes(403, 151, (0, most), (0, 1.05 * max(1, *counts)), "points", "submissions", whole=True)
    gap = 0.04 * most / bins
    marks = ""
    for count, start, end in zip(counts, edges, edges[1:], strict=False):
        (left, top), (right, bottom) = axes.at(start + gap, count), axes.at(end - gap, 0)
        marks += _drawn(f"M{left} {bottom}V{top}H{right}V{bottom}Z", "accent")
    return axes.with_marks(marks)


def loss_curve(training: Training, band: Band | None) -> str:
    """A student's loss over the steps of training, on the band in which the reference's seeds ran."""
    values = [*training.loss, *(band.low + band.high if band else ())]
    low, high = min(values), max(values)
    log = low > 0 and high > WIDE * low
    room = (high / low) ** 0.05 if log else 0.05 * (high - low or abs(high) or 1)
    y = (low / room, high * room) if log else (low - room, high + room)
    axes = Axes(266, 158, (0, max(training.steps, band.steps if band else 0)), y, "steps", "loss", log)
    marks = ""
    if band is not None:
        steps = _steps(band.steps, len(band.low))
        around = [*map(axes.at, steps, band.low), *reversed([*map(axes.at, steps, band.high)])]
        marks += _drawn(f"M{_path(around)}Z", "soft", more="fill-opacity:.3")
    curve = _path([*map(axes.at, _steps(training.steps, len(training.loss)), training.loss)])
    return axes.with_marks(marks + _drawn(f"M{curve}", "accent", 1.8, "stroke-linejoin:round"))


def reached(value: float, threshold: float, others: Sequence[float]) -> str:
    """A student's share of right answers among those of the reference's seeds, and the share that is needed."""
    low = math.floor(20 * min([value, threshold, *others, 0.95])) / 20
    edge = 0.12 * (1 - low)
    axes = Axes(266, 158, (low - edge, 1 + edge / 3), (0, 1), "share of right answers")
    marks = ""
    for x, y in (axes.at(other, HEIGHT) for other in others):
        marks += _drawn(f"M{x} {y - 11}v22", "soft", 1.4)
    (needed, bottom), (_, top) = axes.at(threshold, 0), axes.at(threshold, 1)
    marks += _drawn(f"M{needed} {bottom}V{top}", "fail", 1.2, "stroke-dasharray:5 3.6")
    marks += _text(needed + 4, top + 14, "needed", "start", "fail")
    x, y = axes.at(value, HEIGHT)
    marks += f'<circle cx="{x}" cy="{y}" r="4.5" style="fill:var(--ag-accent)"/>'
    return axes.with_marks(marks + _text(x, y - 17, "you", colour="accent"))


def _round_numbers(ends: tuple[float, float], whole: bool, log: bool = False) -> Iterator[float]:
    """Round numbers between two ends, few enough to stand beside one another."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    locator = LogLocator(subs=(1, 3)) if log else MaxNLocator(6, steps=(1, 2, 2.5, 5, 10), integer=whole)
    return (number for number in locator.tick_values(*ends) if ends[0] <= number <= ends[1])


def _steps(steps: int, parts: int) -> list[float]:
    """The middles of equal parts of a training."""
    return [(i + 0.5) * steps / parts for i in range(parts)]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x} {y}" for x, y in points)


def _drawn(path: str, colour: str, width: float = 0, more: str = "") -> str:
    """A path as a stroke of that width, or filled."""
    how = f"fill:none;stroke:var(--ag-{colour});stroke-width:{width}" if width else f"fill:var(--ag-{colour})"
    return f'<path d="{path}" style="{how};{more}"/>'


def _text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "ink") -> str:
    style = f"font:9px sans-serif;text-anchor:{anchor};fill:var(--ag-{colour})"
    return f'<text x="{x:g}" y="{y:g}" style="{style}">{words}</text>'
