"""Two answers side by side: the numbers in which they differ, and whether these say more than chance would. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

RTOL = 1e-4
Pairs = list[tuple[Any, Any]]
Made = tuple[str, str] | None


def differing(found: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    """Arrays (found, right) of what differs; (None, …) where the two cannot be put side by side."""
    import numpy as np

    f, r = _array(found), _array(right)
    if r is not None:
        if f is None:
            yield None, r
        elif f.shape != r.shape or not close(f, r) or (f.dtype.kind != r.dtype.kind and f.size > 1):
            yield f, r
    elif isinstance(right, Mapping):
        for key, value in right.items():
            if not isinstance(found, Mapping) or key not in found:
                yield None, np.zeros(1)
            else:
                yield from differing(found[key], value)
    elif isinstance(right, list | tuple):
        if not isinstance(found, list | tuple) or len(found) != len(right):
            yield None, np.zeros(1)
        else:
            for one, other in zip(found, right, strict=True):
                yield from differing(one, other)
    elif hasattr(found, "shape") or found != right:
        yield None, np.zeros(1)


def _array(value: Any) -> Any:
    """A number, a tensor, an array or a list of numbers as an array; None for anything else."""
    import numpy as np
    import torch

    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy() if value.dtype != torch.bfloat16 else value.float().numpy()
    if isinstance(value, bool | np.bool_ | str) or value is None:
        return None
    if isinstance(value, list | tuple):
        plain = [v for v in value if isinstance(v, int | float | np.number) and not isinstance(v, bool)]
        alike = {isinstance(v, int | np.integer) for v in plain}
        if len(plain) != len(value) or not plain or (isinstance(value, tuple) and len(alike) > 1):
            return None
    elif not isinstance(value, int | float | np.number | np.ndarray):
        return None
    try:
        array = np.asarray(value)
        return array if array.dtype.kind in "iuf" and np.isfinite(array).all() else None
    except (TypeError, ValueError, OverflowError):
        return None


def close(f: Any, r: Any) -> bool:
    """Whether two arrays are the same, measured by the largest number of what is right."""
    import numpy as np

    if f.shape != r.shape:
        return False
    r = r.astype(np.result_type(r, 1.0))
    size = np.abs(r)  # `allclose` takes twice as long
    scale = float(size.max()) if r.size else 0.0
    return scale < np.inf and bool((np.abs(f - r) <= RTOL * size + (1e-5 * scale + 1e-12)).all())


def varied(r: Any, least: int = 3) -> bool:
    """Whether there are enough different numbers for a relation between places to mean something."""
    import numpy as np

    with np.errstate(over="ignore"):  # all beyond 1e299 are one
        return np.unique(np.asarray(r, dtype=float).round(9)).size >= least


def same_shape(pairs: Pairs) -> bool:
    """Whether all can be compared place by place."""
    return all(f.shape == r.shape for f, r in pairs)


def telling(pairs: Pairs) -> bool:
    """Whether the numbers say more than two small counts would by chance."""
    import numpy as np

    wrong = np.concatenate([np.asarray(r, dtype=float).reshape(-1) for _, r in pairs])
    return bool((wrong != wrong.round()).any()) or np.unique(wrong).size >= 3


def wrong_numbers(found: Any, right: Any) -> list[float]:
    """The numbers of an answer that are not right, each by itself, but for those in lists and arrays."""
    return [float(f) for f, _ in differing(found, right) if f is not None and f.ndim == 0]


def plain(value: Any) -> bool:
    """Whether an answer is made of numbers alone, or of lists, tuples and dicts of them: no tensor, no array."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return all(map(plain, value))
    return isinstance(value, int | float) or (type(value).__module__ == "numpy" and not value.ndim)
