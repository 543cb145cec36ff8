"""Charts as inline SVG, drawn by Matplotlib in colours that follow the page."""

import io
import re
from collections.abc import Sequence
from typing import Any

from autograder.training import Band, Training

INK, BAR, SOFT, FAIL = "#010203", "#040506", "#070809", "#0a0b0c"  # stand for CSS variables until the drawing is done
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "autograder", "font.family": "sans-serif", "font.size": 9}
WIDE = 20  # a curve that spans more than this factor is drawn on a logarithmic scale


def histogram(scores: Sequence[float], most: float) -> str:
    """How many submissions earned how many points, 0 to `most`."""
    from matplotlib.ticker import MaxNLocator

    bins = max(1, min(20, round(most)))
    figure, ax = _axes((5.6, 2.1), left=0.09, bottom=0.22)
    ax.hist(scores, bins=bins, range=(0, most), color=BAR, rwidth=0.92)
    ax.set_xlabel("points", color=INK)
    ax.set_ylabel("submissions", color=INK)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    return _inline(figure)


def loss_curve(training: Training, band: Band | None) -> str:
    """A student's loss over the steps of training, on the band in which the reference's seeds ran."""
    from matplotlib.ticker import LogLocator, NullLocator

    figure, ax = _axes((3.7, 2.2), left=0.15, bottom=0.2)
    values = list(training.loss)
    if band is not None:
        ax.fill_between(_steps(band.steps, len(band.low)), band.low, band.high, color=SOFT, alpha=0.3, linewidth=0)
        values += [*band.low, *band.high]
    ax.plot(_steps(training.steps, len(training.loss)), training.loss, color=BAR, linewidth=1.8)
    if min(values) > 0 and max(values) > WIDE * min(values):
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_locator(NullLocator())  # each tick costs more than the curve
    ax.set_xlabel("steps", color=INK)
    ax.set_ylabel("loss", color=INK)
    return _inline(figure)


def reached(value: float, threshold: float, others: Sequence[float]) -> str:
    """A student's share of right answers among those of the reference's seeds, and the share that is needed."""
    figure, ax = _axes((3.7, 2.2), left=0.06, bottom=0.2)
    ax.plot(others, [0.35] * len(others), "|", color=SOFT, markersize=22, markeredgewidth=1.4)
    ax.axvline(threshold, color=FAIL, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.plot([value], [0.35], "o", color=BAR, markersize=9)
    low = min([value, threshold, *others])
    edge = 0.12 * (1 - low)
    ax.set(xlim=(low - edge, 1 + edge / 3), ylim=(0, 1), yticks=[])
    for x, y, text, colour in ((value, 0.62, "you", BAR), (threshold, 0.9, " needed", FAIL)):
        ax.text(x, y, text, color=colour, ha="center" if text == "you" else "left", va="center")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("share of right answers", color=INK)
    return _inline(figure)


def _steps(steps: int, parts: int) -> list[float]:
    """The middles of equal parts of a training."""
    return [(i + 0.5) * steps / parts for i in range(parts)]


def _axes(size: tuple[float, float], left: float, bottom: float) -> tuple[Any, Any]:
    """An empty figure with one pair of axes, placed by hand: finding the place costs more than drawing."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        ax = figure.add_axes((left, bottom, 0.98 - left, 0.95 - bottom))
        ax.tick_params(colors=INK)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_color(INK)
    return figure, ax


def _inline(figure: Any) -> str:
    """The figure as an `<svg>` element whose colours are the page's, without ids that a second one would repeat."""
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    svg = re.sub(r' id="[A-Za-z0-9.]+_\d+"', "", svg)
    for placeholder, name in ((INK, "ink"), (BAR, "accent"), (SOFT, "soft"), (FAIL, "fail")):
        svg = svg.replace(placeholder, f"var(--ag-{name})")
    return svg
