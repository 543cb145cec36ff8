"""What is told of a value: its size, shape and kind, some of its numbers, and a digest of all. In bounded form."""

import zlib
from collections.abc import Callable, Mapping
from typing import Any

from autograder.model.account import MOST_NUMBERS, MOST_PARTS


def facts_of(value: Any, depth: int, described: Callable[[Any, int], dict]) -> dict:
    """What is told of a value; `described` tells of its parts, one level less deep."""
    import numpy as np
    import torch
    from torch.utils.data import DataLoader, Dataset

    if isinstance(value, torch.Tensor):
        flat = value.detach().reshape(-1)
        numbers = flat[:: max(1, -(-flat.numel() // MOST_NUMBERS))].double().tolist()
        kind = str(value.dtype).removeprefix("torch.")
        return {"shape": list(value.shape), "dtype": kind, "numbers": numbers, "digest": _digest(flat.numpy())}
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value).reshape(-1)
        numbers = array[:: max(1, -(-array.size // MOST_NUMBERS))].astype(np.float64).tolist()
        return {"shape": list(value.shape), "dtype": str(value.dtype), "numbers": numbers, "digest": _digest(array)}
    if isinstance(value, bool | int | float):
        return {"numbers": [float(value)]}
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, torch.nn.Module):
        weights = [p.detach().reshape(-1) for p in value.parameters() if type(p) is torch.nn.Parameter]
        flat = torch.cat(weights) if weights else torch.zeros(0)
        numbers = flat[:: max(1, -(-flat.numel() // MOST_NUMBERS))].double().tolist()
        layers = [type(part).__name__ for part in value.modules() if not any(True for _ in part.children())]
        made = {"text": ", ".join(layers)[:400], "form": _form(value), "digest": _digest(flat.numpy())}
        return {"numbers": numbers, "length": flat.numel(), **made}
    if isinstance(value, DataLoader):
        return {"length": len(value), "numbers": [len(value.dataset), value.batch_size or 0]}  # type: ignore[arg-type]
    if isinstance(value, torch.optim.Optimizer):
        plain = {k: v for k, v in value.param_groups[0].items() if isinstance(v, int | float)}
        return {"names": list(plain), "numbers": [float(v) for v in plain.values()], "form": _form(value)}
    if hasattr(value, "get_legend") and hasattr(value, "figure"):
        return {"type": "Figure", **figure_facts(value.figure)}
    if isinstance(value, Dataset):
        return {"length": len(value)}  # type: ignore[arg-type]
    if type(value).__name__ == "Figure":
        return figure_facts(value)
    if isinstance(value, Mapping):
        parts = [described(part, depth - 1) for part in list(value.values())[:MOST_PARTS]] if depth else []
        return {"length": len(value), "names": [str(name) for name in value][:MOST_PARTS], "parts": parts}
    if isinstance(value, list | tuple):
        if value and type(value) is list and all(type(part) in (int, float, bool) for part in value):
            return {"length": len(value), "numbers": [float(part) for part in value[:MOST_NUMBERS]]}
        return {
            "length": len(value),
            "parts": [described(part, depth - 1) for part in value[:MOST_PARTS]] if depth else [],
        }
    return {}


def _form(value: Any) -> str:
    """A digest of how something is made, as it says so itself."""
    return f"{zlib.crc32(repr(value).encode()):x}"


def _digest(flat: Any) -> float:
    """One number that is another where any of `flat` is."""
    import numpy as np

    return float(flat.astype(np.float64) @ np.cos(0.7 * np.arange(len(flat)) + 0.3)) if len(flat) else 0.0


def figure_facts(figure: Any) -> dict:
    """Of a figure what can be counted, by its name; its form says whether anything else in it is another."""
    import numpy as np

    axes = figure.axes
    counted = {
        "axes": len(axes), "curves": sum(len(ax.lines) for ax in axes),
        "scatter plots": sum(type(one).__name__ == "PathCollection" for ax in axes for one in ax.collections),
        "bars": sum(len(ax.patches) for ax in axes),
        "pictures": sum(len(ax.images) for ax in axes),
        "legend entries": sum(len(ax.get_legend().get_texts()) for ax in axes if ax.get_legend()),
        "axis labels": sum(bool(text) for ax in axes for text in (ax.get_xlabel(), ax.get_ylabel())),
        "titles": sum(bool(ax.get_title()) for ax in axes),
    }  # fmt: skip
    drawn = [
        (line.get_xydata().tolist(), line.get_label(), line.get_marker(), line.get_linestyle(), line.get_color())
        for ax in axes for line in ax.lines
    ]  # fmt: skip
    texts = [text.get_text() for ax in axes for text in (ax.title, ax.xaxis.label, ax.yaxis.label)]
    legends = [text.get_text() for ax in axes if ax.get_legend() for text in ax.get_legend().get_texts()]
    pictures = [_digest(np.ravel(np.ma.getdata(image.get_array()))) for ax in axes for image in ax.images]
    form = _form(
        [drawn, texts, legends, pictures, figure.get_size_inches().tolist(), type(figure.get_layout_engine()).__name__]
    )
    return {"names": list(counted), "numbers": list(map(float, counted.values())), "form": form}
