"""A figure as data: what it shows, however it was drawn."""

import copy
import io
import re
import unittest.mock
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

PIXELS_A_SIDE = 400
MOST_AXES = 8  # of a figure that nobody looks at: to draw more takes longer than to make them
UNSEEN: ContextVar[bool] = ContextVar("unseen", default=False)  # while figures are made to explain a verdict


def drawing(function: Callable[..., Any], *arguments: Any, **named: Any) -> dict | None:
    """What `function` draws when it is called, as `describe` tells it.

    A figure that was shown is finished, as in a notebook: what is drawn after `plt.show()` goes into another one.
    `kept` says whether all that is in the arguments is there afterwards, too.
    """
    import matplotlib.pyplot as plt

    shown: list[Any] = []
    before = copy.deepcopy(arguments)

    def show(*_: Any, **__: Any) -> None:
        shown.extend(_open())
        plt.close("all")

    with unittest.mock.patch.object(plt, "show", show):
        returned = function(*arguments, **named)
    figure = describe(returned, shown)
    return figure and {**figure, "kept": _kept(arguments, before)}


def _kept(now: Any, before: Any) -> bool:
    if isinstance(before, dict):
        return all(key in now and _kept(now[key], value) for key, value in before.items())
    if isinstance(before, list | tuple):
        return hasattr(now, "__len__") and len(now) == len(before) and all(map(_kept, now, before))
    return not isinstance(before, int | float) or now == before


def describe(returned: Any, shown: Sequence[Any] = ()) -> dict | None:
    """What a plotting call returned, or left open, as plain data; None when there is no figure.

    `{"axes": [{"title", "xlabel", "ylabel", "legend": [str], "lines": [{"x", "y", "label"}], "points": [same],
    "images": [tensor]}], "suptitle": str, "figures": int, "png": (bytes,) uint8 tensor, "ink": (height, width) uint8}`.
    `ink` is how bright each pixel is, top row first, and every curve says `at` which pixels, counted from the left and
    from below, its points stand: (N, 2). A line is a curve or a set of markers; points come from scatter, stem and
    errorbar containers. Axes that show nothing are left out; `figures` is how many there are that show something: this
    one, those that are open and those that were `shown`. All is told as it is seen: a label of the whole figure, or of
    the axes below that share theirs, counts as the axes' own; a curve is called what the legend calls it; pictures have
    their top row first.
    """
    figure = _figure(returned, shown)
    if figure is None:
        return None
    import torch

    dpi = min(100, PIXELS_A_SIDE / max(figure.get_size_inches()))
    png, ink = _rendered(figure, dpi)
    axes = [_axes(ax, dpi / figure.dpi) for ax in figure.axes]
    text = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    return {
        "axes": [a for a in axes if a["lines"] or a["points"] or a["images"]],
        "suptitle": text,
        "figures": _how_many([figure, *shown]),
        "png": torch.frombuffer(bytearray(png), dtype=torch.uint8),
        "ink": torch.from_numpy(ink),
    }


def _rendered(figure: Any, dpi: float) -> tuple[bytes, Any]:
    """The figure as a PNG file, and its pixels' brightness; nothing and one pixel where it cannot be drawn, or need
    not be."""
    import matplotlib
    import numpy as np
    from PIL import Image

    nothing = b"\0", np.zeros((1, 1), np.uint8)
    if UNSEEN.get() and len(figure.axes) > MOST_AXES:
        return nothing
    raw, png = io.BytesIO(), io.BytesIO()
    try:
        with matplotlib.rc_context({"savefig.bbox": None}):
            figure.savefig(raw, format="rgba", dpi=dpi)
        width, height = (int(inches * dpi) for inches in figure.get_size_inches())
        pixels = np.frombuffer(raw.getvalue(), np.uint8).reshape(height, width, 4)
        image = Image.alpha_composite(Image.new("RGBA", (width, height), "white"), Image.fromarray(pixels))
        image.convert("RGB").save(png, "PNG")
        return png.getvalue(), np.array(image.convert("L"))
    except Exception:  # a figure that cannot be drawn is still described
        return nothing


def _figure(returned: Any, shown: Sequence[Any]) -> Any:
    """The figure of a Figure, an Axes, a sequence of either, or else the last left open that shows something."""
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
    left = [*shown, *_open()]
    return next(filter(_shows_something, reversed(left)), left[-1] if left else None)


def _how_many(figures: Sequence[Any]) -> int:
    """How many of `figures` and of those that are open show something."""
    every = {id(one): one for one in (*figures, *_open())}
    return sum(map(_shows_something, every.values()))


def _open() -> list[Any]:
    """The figures that pyplot holds open, the current one last."""
    import matplotlib.pyplot as plt

    current = [plt.gcf()] if plt.get_fignums() else []
    return [*(one for one in map(plt.figure, plt.get_fignums()) if one not in current), *current]


def _shows_something(figure: Any) -> bool:
    return any(ax.lines or ax.collections or ax.images for ax in figure.axes)


def _axes(ax: Any, scale: float) -> dict:
    legends = [legend for legend in (ax.get_legend(), *ax.figure.legends) if legend is not None]
    called = _names_in_legends(legends, ax)
    lines = [
        _curve(line.get_xdata(), line.get_ydata(), called(line), line.get_transform(), line.get_xydata, scale)
        for line in ax.get_lines()
    ]
    points = []
    for collection in ax.collections:
        offsets = collection.get_offsets()
        if len(offsets) and type(collection).__name__ == "PathCollection":
            place = collection.get_offset_transform()
            points.append(
                _curve(offsets[:, 0], offsets[:, 1], called(collection), place, collection.get_offsets, scale)
            )
    return {
        "title": " ".join(_title(ax, place) for place in ("left", "center", "right")).strip(),
        "xlabel": _axis_label(ax, "x"),
        "ylabel": _axis_label(ax, "y"),
        "legend": [text.get_text() for legend in legends for text in legend.get_texts()],
        "lines": [line for line in lines if len(line["y"])],
        "points": points,
        "images": [*_images(ax), *_meshes(ax)],
    }


def _title(ax: Any, place: str) -> str:
    """The title at one place; empty where `ax.title = "…"` has put a string where Matplotlib keeps its text."""
    try:
        return ax.get_title(loc=place)
    except AttributeError:
        return ""


def _axis_label(ax: Any, axis: str) -> str:
    """The label of an axis: its own, that of axes in the same column (row) which share it, or the whole figure's.

    In a column of axes a label at the bottom counts for all of them, shared or not.
    """
    column = ax.get_position()

    def beside(other: Any) -> bool:
        place = other.get_position()
        if axis == "x":
            return place.x0 < column.x1 and column.x0 < place.x1
        return place.y0 < column.y1 and column.y0 < place.y1

    sharing = getattr(ax, f"get_shared_{axis}_axes")().get_siblings(ax)
    if axis == "x":
        sharing = [*sharing, *(other for other in ax.figure.axes if other.get_position().y1 <= column.y0)]
    labels = [getattr(other, f"get_{axis}label")() for other in (ax, *filter(beside, sharing))]
    labels.append(getattr(ax.figure, f"get_sup{axis}label", str)())
    return next((label for label in labels if label.strip()), "")


def _names_in_legends(legends: list, ax: Any) -> Callable[[Any], str]:
    """What a reader of `legends` calls a curve of `ax`: the one entry that is drawn as it is, or else its label."""
    entries = [
        (_look(handle), text.get_text())
        for legend in legends
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
    ]
    looks = [_look(artist) for artist in (*ax.get_lines(), *ax.collections)]

    def called(artist: Any) -> str:
        label, look = str(artist.get_label() or ""), _look(artist)
        texts = [text for seen, text in entries if seen == look]
        alone = look is not None and looks.count(look) == 1 and len(texts) == 1
        return texts[0] if alone and (look, label) not in entries else label

    return called


def _look(artist: Any) -> tuple | None:
    """Colour and stroke, which a curve shares with its entry in a legend; None for what is neither line nor points."""
    import numpy as np
    from matplotlib.collections import PathCollection
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D

    if isinstance(artist, Line2D):
        return to_rgba(artist.get_color()), artist.get_linestyle(), artist.get_marker()
    if isinstance(artist, PathCollection):
        return tuple(map(tuple, np.reshape(artist.get_facecolor(), (-1, 4)).tolist()))
    return None


def _curve(x: Any, y: Any, label: Any, place: Any, points: Callable[[], Any], scale: float) -> dict:
    import numpy as np
    import torch

    def numbers(values: Any) -> torch.Tensor:
        try:
            array = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
        except (TypeError, ValueError):  # categories, dates as text: only their order is known
            array = np.arange(len(values), dtype=np.float64)
        return torch.from_numpy(np.ascontiguousarray(array.reshape(-1)[:10_000]))

    try:
        at = np.ma.filled(place.transform(points())[:10_000] * scale, np.nan)
    except (TypeError, ValueError):
        at = np.zeros((0, 2))
    text = str(label or "")
    return {
        "x": numbers(x), "y": numbers(y), "label": "" if re.match(r"_(child|line|nolegend)", text) else text,
        "at": torch.from_numpy(np.ascontiguousarray(at, dtype=np.float64)),
    }  # fmt: skip


def _images(ax: Any) -> list:
    import numpy as np

    found = []
    for image in ax.get_images():
        if image.get_array() is None or image.get_array().size >= 1_000_000:
            continue
        left, right, bottom, top = image.get_extent()
        first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
        array = np.ma.filled(image.get_array(), 0)
        array = array if (left < right) != ax.xaxis_inverted() else array[:, ::-1]
        found += _seen(array, upright=(first > last) != ax.yaxis_inverted())
    return found


def _meshes(ax: Any) -> list:
    """pcolormesh draws its first row at the bottom unless the axis is turned over."""
    import numpy as np

    found = []
    for collection in ax.collections:
        if type(collection).__name__ in ("QuadMesh", "PolyQuadMesh") and collection.get_array() is not None:
            array = np.ma.filled(collection.get_array(), 0)
            if array.ndim == 2 and array.size < 1_000_000:
                found += _seen(array, upright=ax.yaxis_inverted())
    return found


def _seen(array: Any, upright: bool) -> list:
    """A picture as it is seen, and behind it as it was given, where a square one is seen upside down."""
    import numpy as np
    import torch

    faces = [array] if upright else [array[::-1], array][: 1 + (array.shape[0] == array.shape[1])]
    return [torch.from_numpy(np.ascontiguousarray(face, dtype=np.float64)) for face in faces]
