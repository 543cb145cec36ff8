"""Charts as inline SVG, drawn by Matplotlib in colours that follow the page."""

import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.model.training import Band, Training

INK, BAR, SOFT, FAIL = "#010203", "#040506", "#070809", "#0a0b0c"  # stand for CSS variables until the drawing is done
STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "autograder", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
    **dict.fromkeys(("axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
}  # fmt: skip
HEIGHT = 0.35  # of the strokes that are seeds, in their chart
WIDE = 20  # a curve that spans more than this factor is drawn on a logarithmic scale


@contextmanager
def _our_style() -> Iterator[None]:
    """Whatever a `matplotlibrc` says: there may be one of a student's in the folder, or one that wants TeX."""
    from matplotlib import style

    with style.context(["default", STYLE]):
        yield


@_our_style()
def histogram(scores: Sequence[float], most: float) -> str:
    """How many submissions earned how many points, 0 to `most`."""
    from matplotlib.ticker import MaxNLocator

    bins = max(1, min(20, round(most)))
    figure, ax = _axes((5.6, 2.1), left=0.09, bottom=0.22)
    ax.hist(scores, bins=bins, range=(0, most), color=BAR, rwidth=0.92)
    ax.set(xlabel="points", ylabel="submissions")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    return _inline(figure)


@dataclass(frozen=True)
class Frame:
    """Axes with all that is the same for many students, drawn once: drawing them costs a hundred times a curve."""

    svg: str
    box: tuple[float, float, float, float]  # left, right, bottom, top, in the units of the SVG
    x: tuple[float, float]
    y: tuple[float, float]
    log: bool = False

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands in the SVG."""
        left, right, bottom, top = self.box
        low, high = map(math.log, self.y) if self.log else self.y
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = ((math.log(y) if self.log else y) - low) / (high - low)
        return round(left + across * (right - left), 2), round(bottom + up * (top - bottom), 2)

    def with_marks(self, marks: str) -> str:
        """The drawing with more SVG in it, on top."""
        return self.svg.replace("</svg>", marks + "</svg>")


def loss_curve(training: Training, band: Band | None) -> str:
    """A student's loss over the steps of training, on the band in which the reference's seeds ran."""
    values = [*training.loss, *(band.low + band.high if band else ())]
    log = min(values) > 0 and max(values) > WIDE * min(values)
    steps = max(training.steps, band.steps if band else 0)
    frame = _loss_frame(_rounded(0, steps), _rounded(min(values), max(values), log), log, band)
    points = map(frame.at, _steps(training.steps, len(training.loss)), training.loss)
    path = "L".join(f"{x} {y}" for x, y in points)
    return frame.with_marks(
        f'<path d="M{path}" style="fill:none;stroke:var(--ag-accent);stroke-width:1.8;stroke-linejoin:round"/>'
    )


@lru_cache(256)
@_our_style()
def _loss_frame(x: tuple[float, float], y: tuple[float, float], log: bool, band: Band | None) -> Frame:
    from matplotlib.ticker import LogLocator, NullLocator

    figure, ax = _axes((3.7, 2.2), left=0.15, bottom=0.2)
    if band is not None:
        ax.fill_between(_steps(band.steps, len(band.low)), band.low, band.high, color=SOFT, alpha=0.3, linewidth=0)
    ax.set(xlim=x, ylim=y, xlabel="steps", ylabel="loss")
    if log:
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_locator(NullLocator())
    return Frame(_inline(figure), _box(figure, ax), x, y, log)


def reached(value: float, threshold: float, others: Sequence[float]) -> str:
    """A student's share of right answers among those of the reference's seeds, and the share that is needed."""
    frame = _reached_frame(_rounded(min([value, threshold, *others, 0.95]), 1)[0], threshold, tuple(others))
    x, y = frame.at(value, HEIGHT)
    return frame.with_marks(
        f'<circle cx="{x}" cy="{y}" r="4.5" style="fill:var(--ag-accent)"/><text x="{x}" y="{y - 17}" '
        'style="font:9px sans-serif;text-anchor:middle;fill:var(--ag-accent)">you</text>'
    )


@lru_cache(256)
@_our_style()
def _reached_frame(low: float, threshold: float, others: tuple[float, ...]) -> Frame:
    figure, ax = _axes((3.7, 2.2), left=0.06, bottom=0.2)
    ax.plot(others, [HEIGHT] * len(others), "|", color=SOFT, markersize=22, markeredgewidth=1.4)
    ax.axvline(threshold, color=FAIL, linewidth=1.2, linestyle=(0, (4, 3)))
    edge = 0.12 * (1 - low)
    x, y = (low - edge, 1 + edge / 3), (0.0, 1.0)
    ax.set(xlim=x, ylim=y, yticks=[], xlabel="share of right answers")
    ax.annotate("needed", (threshold, 0.9), (4, 0), textcoords="offset points", color=FAIL, fontsize=9, va="center")
    ax.spines["left"].set_visible(False)
    return Frame(_inline(figure), _box(figure, ax), x, y)


def _rounded(low: float, high: float, log: bool = False) -> tuple[float, float]:
    """Round numbers around `low` and `high`, so that few different axes are drawn: half decades, or two digits."""
    if log:
        return 10 ** (math.floor(2 * math.log10(low)) / 2), 10 ** (math.ceil(2 * math.log10(high)) / 2)
    unit = 10.0 ** math.floor(math.log10(high - low or abs(high) or 1)) / 2
    first = math.floor(low / unit)
    return first * unit, max(math.ceil(high / unit), first + 1) * unit


def _box(figure: Any, ax: Any) -> tuple[float, float, float, float]:
    """Where the axes stand in the drawing, whose unit is a point and whose zero is at the top."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    place = ax.get_position()
    return width * place.x0, width * place.x1, height * (1 - place.y0), height * (1 - place.y1)


def _steps(steps: int, parts: int) -> list[float]:
    """The middles of equal parts of a training."""
    return [(i + 0.5) * steps / parts for i in range(parts)]


def _axes(size: tuple[float, float], left: float, bottom: float) -> tuple[Any, Any]:
    """An empty figure with one pair of axes, placed by hand: finding the place costs more than drawing."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=size)
    FigureCanvasSVG(figure)
    return figure, figure.add_axes((left, bottom, 0.96 - left, 0.95 - bottom))


def _inline(figure: Any) -> str:
    """The figure as an `<svg>` element whose colours are the page's, without ids that a second one would repeat."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    svg = re.sub(r' id="[A-Za-z0-9.]+_\d+"', "", svg)
    for placeholder, name in ((INK, "ink"), (BAR, "accent"), (SOFT, "soft"), (FAIL, "fail")):
        svg = svg.replace(placeholder, f"var(--ag-{name})")
    return svg
