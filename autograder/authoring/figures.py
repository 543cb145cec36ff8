"""A figure as data: what it shows, however it was drawn."""

import io
import re
from typing import Any

PIXELS_A_SIDE = 400


def describe(returned: Any) -> dict | None:
    """What a plotting call returned, or left open, as plain data; None when there is no figure.

    `{"axes": [{"title", "xlabel", "ylabel", "legend": [str], "lines": [{"x", "y", "label"}], "points": [same],
    "images": [tensor]}], "suptitle": str, "png": (bytes,) uint8 tensor}`. A line is a curve or a set of markers; points
    come from scatter, stem and errorbar containers. Axes that show nothing are left out.
    """
    figure = _figure(returned)
    if figure is None:
        return None
    import torch

    axes = [_axes(ax) for ax in figure.axes]
    text = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    picture = io.BytesIO()
    try:
        figure.savefig(picture, format="png", dpi=min(100, PIXELS_A_SIDE / max(figure.get_size_inches())))
    except Exception:  # a figure that cannot be drawn is still described
        picture = io.BytesIO()
    figure_legend = [t.get_text() for legend in figure.legends for t in legend.get_texts()]
    for entry in axes:
        entry["legend"] = entry["legend"] + figure_legend
    return {
        "axes": [a for a in axes if a["lines"] or a["points"] or a["images"]],
        "suptitle": text,
        "png": torch.frombuffer(bytearray(picture.getvalue() or b"\0"), dtype=torch.uint8),
    }


def _figure(returned: Any) -> Any:
    """The figure of a Figure, an Axes, a sequence of either, or else the one that was left open."""
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    candidates = [returned]
    if isinstance(returned, list | tuple):
        candidates += list(returned)
    elif hasattr(returned, "ravel"):
        candidates += list(returned.ravel())
    for candidate in candidates:
        if isinstance(candidate, Figure):
            return candidate
        figure = getattr(candidate, "figure", None)
        if isinstance(figure, Figure):
            return figure
    return plt.gcf() if plt.get_fignums() else None


def _axes(ax: Any) -> dict:
    legend = ax.get_legend()
    lines = [_curve(line.get_xdata(), line.get_ydata(), line.get_label()) for line in ax.get_lines()]
    points = []
    for collection in ax.collections:
        offsets = collection.get_offsets()
        if len(offsets) and type(collection).__name__ == "PathCollection":
            points.append(_curve(offsets[:, 0], offsets[:, 1], collection.get_label()))
    return {
        "title": " ".join(ax.get_title(loc=place) for place in ("left", "center", "right")).strip(),
        "xlabel": ax.get_xlabel(),
        "ylabel": ax.get_ylabel(),
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "lines": [line for line in lines if len(line["y"])],
        "points": points,
        "images": [*_images(ax), *_meshes(ax)],
    }


def _curve(x: Any, y: Any, label: Any) -> dict:
    import numpy as np
    import torch

    def numbers(values: Any) -> torch.Tensor:
        try:
            array = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
        except (TypeError, ValueError):  # categories, dates as text: only their order is known
            array = np.arange(len(values), dtype=np.float64)
        return torch.from_numpy(np.ascontiguousarray(array.reshape(-1)[:10_000]))

    text = str(label or "")
    return {"x": numbers(x), "y": numbers(y), "label": "" if re.match(r"_(child|line|nolegend)", text) else text}


def _images(ax: Any) -> list:
    import numpy as np
    import torch

    arrays = [np.ma.filled(image.get_array(), 0) for image in ax.get_images() if image.get_array() is not None]
    return [torch.from_numpy(np.ascontiguousarray(a, dtype=np.float64)) for a in arrays if a.size < 1_000_000]


def _meshes(ax: Any) -> list:
    """pcolormesh draws its first row at the bottom unless the axis is turned over: pictures are read as seen."""
    import numpy as np
    import torch

    found = []
    for collection in ax.collections:
        if type(collection).__name__ in ("QuadMesh", "PolyQuadMesh") and collection.get_array() is not None:
            array = np.ma.filled(collection.get_array(), 0)
            if array.ndim == 2 and array.size < 1_000_000:
                seen = array if ax.yaxis_inverted() else array[::-1]
                found.append(torch.from_numpy(np.ascontiguousarray(seen, dtype=np.float64)))
    return found
