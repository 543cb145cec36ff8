"""A value as `model.account.Described` has it: what can be told of it in a bounded number of numbers and words."""

import zlib
from collections.abc import Callable, Mapping
from typing import Any

from autograder.model.account import MOST_NUMBERS, MOST_PARTS
from autograder.runner.notes import weighted


def facts(value: Any, depth: int, described: Callable[[Any, int], dict]) -> dict:
    """What can be told of a value; `described` describes what is in it, down to that `depth`."""
    import numpy as np
    import torch
    from torch.utils.data import DataLoader, Dataset

    if isinstance(value, torch.Tensor | np.ndarray | np.generic):
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        kind = str(value.dtype).removeprefix("torch.")
        return {"shape": list(value.shape), "dtype": kind, **_numbers(array)}
    if isinstance(value, bool | int | float):
        return {"numbers": [float(value)]}
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, torch.nn.Module):
        weights = [p.detach().reshape(-1) for p in value.parameters() if type(p) is torch.nn.Parameter]
        flat = torch.cat(weights) if weights else torch.zeros(0)
        layers = [type(part).__name__ for part in value.modules() if not any(True for _ in part.children())]
        made = {"text": ", ".join(layers)[:400], "form": _form(value), "length": flat.numel()}
        return {**made, **_numbers(flat.numpy())}
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
        parts = [described(part, depth - 1) for part in value[:MOST_PARTS]] if depth else []
        return {"length": len(value), "parts": parts}
    return {}


def _form(value: Any) -> str:
    """A digest of how something is made, as it says so itself."""
    return f"{zlib.crc32(repr(value).encode()):x}"


def _numbers(array: Any) -> dict:
    """As many of an array's numbers as are kept, and one that is another where any of them is."""
    flat = array.reshape(-1)
    few = flat[:: max(1, -(-flat.size // MOST_NUMBERS))].astype("float64").tolist()
    return {"numbers": few, "digest": weighted(flat.astype("float64"))}


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
    pictures = [_numbers(np.ma.getdata(image.get_array()))["digest"] for ax in axes for image in ax.images]
    form = _form(
        [drawn, texts, legends, pictures, figure.get_size_inches().tolist(), type(figure.get_layout_engine()).__name__]
    )
    return {"names": list(counted), "numbers": list(map(float, counted.values())), "form": form}
