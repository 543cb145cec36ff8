"""Wrong numbers that are a function of the right ones: one more, one less, another base, a limit. Pure."""

import math
from collections.abc import Mapping
from typing import Any

from autograder.grading.diagnosis.differing import RTOL, Made, Pairs, close, same_shape, varied


def _softmax(x: Any, axis: int) -> Any:
    import numpy as np

    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _functions() -> dict[str, Any]:
    """Functions that are often forgotten or added, by name; those of an axis say which."""
    import numpy as np

    def log_softmax(x: Any, axis: int) -> Any:
        return np.log(np.clip(_softmax(x, axis), 1e-300, None))

    return {
        "ReLU": lambda x: np.maximum(x, 0),
        "sigmoid": lambda x: 1 / (1 + np.exp(-np.clip(x, -700, 700))),
        "tanh": np.tanh,
        "absolute value": np.abs,
        "exponential": lambda x: np.exp(np.clip(x, -700, 700)),
        "square": np.square,
        "division by the sum of each row": lambda x: x / x.sum(axis=-1, keepdims=True),
        "softmax": lambda x: _softmax(x, -1),
        "log-softmax": lambda x: log_softmax(x, -1),
        "softmax over the first axis": lambda x: _softmax(x, 0),
        "log-softmax over the first axis": lambda x: log_softmax(x, 0),
    }


def function(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """A function of the right numbers, or numbers of which the right ones are a function."""
    import numpy as np

    enough = all(f.ndim and f.size >= 3 and varied(r) and varied(f, 2) for f, r in pairs)
    if not same_shape(pairs) or not enough:
        return None
    as_float = [(np.asarray(f, dtype=float), np.asarray(r, dtype=float)) for f, r in pairs]
    for name, function in _functions().items():
        if "first axis" in name and any(r.ndim < 2 for _, r in pairs):
            continue
        with np.errstate(all="ignore"):
            if all(close(f, function(r)) for f, r in as_float):
                return f"{name} of", f"is the right one after one more {name}"
            if all(close(function(f), r) for f, r in as_float):
                lacks = "" if name.startswith("division") else f"lacks the {name}: with it, it "
                return f"without {name}", lacks + "would be the right one" + f" after {name}" * (not lacks)
    return None


def reciprocal(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """Numbers of which the right ones are one divided by them."""
    if not same_shape(pairs) or not all(f.all() and r.all() and close(f, 1 / r) for f, r in pairs):
        return None
    if not all(varied(r) if r.ndim else not simple(float(r)) for _, r in pairs):
        return None
    return "reciprocal", "is 1 divided by the right one"


def spread(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """Rows of probabilities, or of their logarithms, whose distances are all the same multiple of the right ones."""
    import numpy as np

    rows = [(np.asarray(f, dtype=float), np.asarray(r, dtype=float)) for f, r in pairs]
    if not same_shape(pairs) or not all(r.ndim and r.shape[-1] >= 3 and varied(r, 5) for _, r in rows):
        return None
    if steeper := _steeper(rows):
        return steeper
    shares = all((f > 0).all() and (r > 0).all() for f, r in rows)
    if shares:
        rows = [(np.log(f), np.log(r)) for f, r in rows]
    if not all(np.allclose(np.exp(np.minimum(x, 1)).sum(axis=-1), 1, rtol=1e-4) for row in rows for x in row):
        return None
    apart = [(f - f.mean(axis=-1, keepdims=True), r - r.mean(axis=-1, keepdims=True)) for f, r in rows]
    factor = sum((f * r).sum() for f, r in apart) / sum((r * r).sum() for _, r in apart)
    if abs(factor - 1) < 0.01 or abs(factor) < 1e-6 or not all(close(f, factor * r) for f, r in apart):
        return None
    made = f"is the {'' if shares else 'log-'}softmax of the scores"
    if math.isclose(factor, -1, rel_tol=RTOL):
        return "spread", f"{made} with the other sign: the smallest score has the largest share"
    base = f", that is with powers of {math.exp(factor):.4g} in place of e" if 0 < factor < 5 else ""
    return "spread", f"{made} times {factor:.4g}{base}"


def _steeper(rows: Pairs) -> Made:
    """Logistic functions of which the sums before are all the same multiple of the right ones."""
    import numpy as np

    f, r = (np.concatenate([row[which].reshape(-1) for row in rows]) for which in (0, 1))
    if not ((r >= 0) & (r <= 1) & (f >= 0) & (f <= 1)).all():
        return None
    inside = (np.minimum(f, r) > 1e-3) & (np.maximum(f, r) < 0.999)
    if inside.sum() < 3 or not varied(r[inside], 3):
        return None
    before, wanted = (np.log(x / (1 - x)) for x in (f[inside], r[inside]))
    factor = float(before @ wanted / (wanted @ wanted))
    with np.errstate(all="ignore"):
        if abs(factor - 1) < 0.01 or not close(f, 1 / (1 + (1 / r - 1) ** factor)):
            return None
    base = f", that is with powers of {math.exp(factor):.4g} in place of e" if factor < 1 else ""
    return "steeper", f"is the logistic function of {factor:.4g} times the right sums{base}"


def cut_off(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """The right numbers, but for those beyond a limit, in whose place the limit stands."""
    import numpy as np

    if not same_shape(pairs) or not all(f.ndim and f.size for f, _ in pairs):
        return None
    limits = min(f.min() for f, _ in pairs), max(f.max() for f, _ in pairs)
    edge = limits[1] / 1000 - limits[0] / 1000  # which two large numbers leave finite
    kept = [f[(f > limits[0] + edge) & (f < limits[1] - edge)] for f, _ in pairs]  # a step, too, lies at two limits
    if not all(varied(f, 4) for f in kept) or not all(close(f, np.clip(r, *limits)) for f, r in pairs):
        return None
    beyond = [sum(int((r < limits[0]).sum()) for _, r in pairs), sum(int((r > limits[1]).sum()) for _, r in pairs)]
    if max(beyond) < 2:  # one number alone may be the smallest or the largest by chance
        return None
    if min(beyond) > 1:
        both = " and ".join(f"{limit:.4g}" for limit in limits)
        return "cut off", f"is the right one cut off at {both}: in place of smaller and larger numbers it has these"
    limit, way = (limits[0], "smaller") if beyond[0] >= beyond[1] else (limits[1], "larger")
    return "cut off", f"is the right one cut off at {limit:.4g}: in place of {way} numbers it has this one"


def simple(number: float) -> bool:
    """Whether it is a count, or a share of not many."""
    return any(abs(number * of - round(number * of)) < 1e-6 * of for of in range(1, 256))


def power(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """Single numbers that are the square, the root, the exponential or the logarithm of the right ones."""
    if any(f.ndim or r.ndim for f, r in pairs):
        return None
    numbers = [(float(f), float(r)) for f, r in pairs]
    if not all(
        f > 0 and 0 < r < 100 and abs(r - 1) > 0.01 and not (simple(f) and simple(r) and f < 100) for f, r in numbers
    ):
        return None  # counts, and shares of a few, may be so by chance
    powers = {"square": lambda x: x * x, "square root": math.sqrt, "exponential": math.exp, "logarithm": math.log}
    for name, power in powers.items():
        if all(math.isclose(f, power(r), rel_tol=RTOL) for f, r in numbers):
            return "power", f"is the {name} of the right one"
    return None
