"""The figures of docs/performance.md, drawn from the results."""

import io
import re
from collections.abc import Mapping
from typing import Any

INK, OURS, THEIRS = "#333333", "#0f766e", "#9ca3af"


def _svg(figure: Any) -> str:
    """The figure as SVG without dates and random ids: the same results give the same file."""
    import matplotlib

    matplotlib.rcParams["svg.hashsalt"] = "autograder"
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"[ \t]+\n", "\n", file.getvalue())


def throughput(results: Mapping[str, Any]) -> str:
    """Seconds a submission: here, with nbgrader, with otter."""
    from matplotlib.figure import Figure

    peers, ours = results["peers"], results["class"]
    values = {
        "this kit": ours["per_submission"],
        "nbgrader": peers["nbgrader"]["median"],
        "otter run": peers["otter"]["median"],
    }
    figure = Figure(figsize=(7, 2.2), layout="constrained")
    ax = figure.subplots()
    ax.barh(list(values), list(values.values()), color=[OURS, THEIRS, THEIRS])
    for row, value in enumerate(values.values()):
        ax.text(value, row, f"  {value:.1f} s", va="center", color=INK)
    ax.invert_yaxis()
    ax.set(xlabel=f"seconds a submission, class of {ours['submissions']}, {ours['cores']} cores")
    ax.spines[["top", "right"]].set_visible(False)
    ax.margins(x=0.12)
    return _svg(figure)


def growth(results: Mapping[str, Any]) -> str:
    """Time for each submission, and memory, from ten submissions to two thousand."""
    from matplotlib.figure import Figure

    sizes = results["growth"]["sizes"]
    counts = [size["submissions"] for size in sizes]
    figure = Figure(figsize=(7, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(counts, [size["each"] * 1000 for size in sizes], "o-", color=OURS)
    left.set(xlabel="submissions", ylabel="ms for each", xscale="log", ylim=(0, None))
    right.plot(counts, [size["judge_mb"] for size in sizes], "o-", color=OURS, label="judge")
    right.plot(counts, [size["workers_mb"] for size in sizes], "s--", color=INK, label="workers and children")
    right.set(xlabel="submissions", ylabel="MB (proportional)", xscale="log", ylim=(0, None))
    right.legend(frameon=False)
    for ax in (left, right):
        ax.spines[["top", "right"]].set_visible(False)
    return _svg(figure)
