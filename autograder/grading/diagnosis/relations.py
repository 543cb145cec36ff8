"""How a wrong answer relates to the right one: twice it, its softmax, the same numbers in another order. Pure.

Every relation states a fact about the two answers, true of each number that is wrong, and nothing about the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.grading.diagnosis.differing import Made, Pairs, close, differing, plain, same_shape, varied
from autograder.grading.diagnosis.entries import entries
from autograder.grading.diagnosis.functions import cut_off, function, power, reciprocal, spread
from autograder.grading.diagnosis.quantities import BATCHES, OF_BATCHES
from autograder.grading.diagnosis.ratios import FEW, ratio
from autograder.model.number import counted, plural

MOST = 100_000  # numbers of an answer that are looked at
DECIMALS = range(5)


@dataclass(frozen=True)
class Relation:
    """What was found, told by what is right: `name` for programs, `sentence` for people."""

    name: str
    sentence: str


def relate(found: Any, right: Any, what: str, quantities: Mapping[str, float]) -> Relation | None:
    """The first relation that holds between all that differs in two answers; None where there is none.

    `quantities` are numbers of the question by what they are called: {"the batch size": 4}.
    """
    subject = what if what and not plural(what) else "what your code gives"
    if made := _words(found, right):
        return Relation(made[0], f"{subject} {made[1]}")
    pairs = list(differing(found, right))
    subject = subject if len(pairs) == 1 else "what your code gives"
    by_value = (_form, _sign, _rounded, ratio, _complement, function, power, reciprocal, spread, cut_off)
    every = (*by_value, _order, _exchanged, _places)
    comparable = all(f is not None for f, _ in pairs) and any(r.any() for _, r in pairs)
    for relation in every if pairs and comparable and sum(r.size for _, r in pairs) <= MOST else ():
        if made := relation(pairs, quantities):
            return Relation(made[0], f"{subject} {made[1]}")
    if pairs and (made := entries(found, right)):
        return Relation(made[0], f"{subject} {made[1]}")
    return None


def _words(found: Any, right: Any) -> Made:
    """Of lists that hold more than numbers: the right entries, and others beside them; or some of the right ones."""
    if not all(isinstance(one, list) and all(isinstance(x, str | list | tuple) for x in one) for one in (found, right)):
        return None
    if not all(isinstance(x, str) or plain(x) for x in (*found, *right)):
        return None
    fewer, more = sorted((found, right), key=len)
    rest = iter(more)
    if not 2 <= len(fewer) < len(more) or not all(any(one == other for other in rest) for one in fewer):
        return None
    if fewer is found:
        return "some", f"has only {len(found)} of the {len(right)} right entries; those that it has are in their order"
    return "more", f"has the right {len(right)} entries in their order, and {len(found) - len(right)} more beside them"


def _form(pairs: Pairs, quantities: Mapping[str, float]) -> Made:
    """The right numbers in another form: transposed, reshaped, of another kind."""
    if all(f.ndim == 2 and close(f.T, r) and varied(r) for f, r in pairs):
        return "transposed", "has the right numbers with rows and columns exchanged"
    if all(f.shape != r.shape and f.size == r.size and close(f.reshape(-1), r.reshape(-1)) for f, r in pairs):
        (f, r), *_rest = pairs
        return "reshaped", f"has the right numbers in the shape {_shape(f)} instead of {_shape(r)}"
    if all(close(f, r) and f.dtype.kind != r.dtype.kind for f, r in pairs):
        return "dtype", f"has the right values as {pairs[0][0].dtype} instead of {pairs[0][1].dtype}"
    if all(f.ndim and f.shape == r.shape[1:] and len(r) > 1 and varied(f, 2) and close(f, r[0]) for f, r in pairs):
        return "part", f"is only the first of the {len(pairs[0][1])} that are right"
    if all(_part(f, r) for f, r in pairs):
        f, r = pairs[0]
        many = f" {len(f)}" if len(f) > 1 else ""
        return "part", f"is only the {_part(f, r)}{many} of the {len(r)} that are right"
    if all(_part(r, f) for f, r in pairs):
        f, r = pairs[0]
        where = "behind" if _part(r, f) == "first" else "before"
        return "more", f"has the right {len(r)} entries, and {len(f) - len(r)} more {where} them"
    size = quantities.get(BATCHES, 0)
    if size > 1 and all(f.ndim == r.ndim == 1 and len(r) and len(f) == size * len(r) for f, r in pairs):
        return "each batch", f"has {size:g} entries for each one that is right; {size:g} is the number of batches"
    if all(_strewn(f, r) for f, r in pairs):
        every = {2: "second", 3: "third"}.get(len(pairs[0][0]) // len(pairs[0][1]), "fourth")
        said = f"has the right {len(pairs[0][1])} entries, but at every {every} place: others stand between them, as in"
        return "strewn", f"{said} a list that goes by several names"
    return None


def _strewn(f: Any, r: Any) -> bool:
    """Whether the right list is found at every second, third or fourth place of a longer one."""
    if f.ndim != 1 or r.ndim != 1 or not len(r) >= 2 or len(f) not in (2 * len(r), 3 * len(r), 4 * len(r)):
        return False
    return varied(r, 2) and any(close(f[first :: len(f) // len(r)], r) for first in range(len(f) // len(r)))


def _part(f: Any, r: Any) -> str:
    """`first` or `last` where `f` is that part of `r`, along the first axis; else empty."""
    if not f.ndim or f.ndim != r.ndim or not 0 < len(f) < len(r) or f.shape[1:] != r.shape[1:] or not varied(f, 2):
        return ""
    return "first" if close(f, r[: len(f)]) else "last" if close(f, r[-len(f) :]) else ""


def _shape(array: Any) -> str:
    return str(tuple(int(n) for n in array.shape))


def _sign(pairs: Pairs, _: Mapping[str, float]) -> Made:
    if same_shape(pairs) and all(close(f, -r) for f, r in pairs):
        return "sign", "has the wrong sign: it is minus the right one"
    return None


def _rounded(pairs: Pairs, _: Mapping[str, float]) -> Made:
    import numpy as np

    if not same_shape(pairs) or not all(r.dtype.kind == "f" for _, r in pairs):
        return None
    count = sum(r.size for _, r in pairs)
    kinds = len({float(number) for f, _ in pairs for number in f.reshape(-1)})
    for digits in DECIMALS:
        near = all(np.abs(f - np.round(r, digits)).max() < 1e-7 and np.any(np.round(f, digits)) for f, r in pairs)
        if near and (kinds >= 3 or kinds * digits >= 2):  # one decimal of one number may be so by chance
            if digits and all((f == np.round(f)).all() for f, _ in pairs):
                return None
            places = counted(digits, "decimal") if digits else "whole numbers"
            sure = digits > 1 and kinds * digits > 4  # two decimals of few shares may be those of another count
            return ("rounded" if sure else "roughly"), f"is the right one rounded to {places}"
    with np.errstate(over="ignore"):
        half = all(np.array_equal(np.float16(f), f) and varied(256.0 * f % 1) for f, _ in pairs)
    if half and all(np.allclose(f, r, rtol=0.01, atol=0.01 * np.abs(r).max()) for f, r in pairs):
        return "half", "holds only numbers of 16 bits, which have about three digits"
    if count >= 3 and all(np.array_equal(f, np.trunc(r)) and varied(f) for f, r in pairs):
        return "cut", "is the right one with its decimals cut off"
    return None


def _complement(pairs: Pairs, quantities: Mapping[str, float]) -> Made:
    shares = all(r.dtype.kind == "f" and (r >= 0).all() and (r <= 1).all() and (r != 0.5).all() for _, r in pairs)
    if (
        shares
        and any((r != r.round()).any() for _, r in pairs)
        and same_shape(pairs)
        and all(close(f, 1 - r) and f.size < 100 for f, r in pairs)
    ):
        return "complement", "is 1 minus the right one"
    for name, value in quantities.items():
        if name in OF_BATCHES:  # hardly ever what something is counted from, and near many a count
            continue
        enough = value >= 20 or (value and sum(r.size for _, r in pairs) >= 2)
        if enough and same_shape(pairs) and all(f.any() and r.any() and close(f, value - r) for f, r in pairs):
            return "complement", f"is {value:g}, {name}, minus the right one"
    return None


def _order(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """The right numbers at other places, or added up."""
    import numpy as np

    if len(pairs) == 1 and not pairs[0][0].ndim and not pairs[0][1].ndim and pairs[0][1].dtype.kind in "iu":
        f, r = pairs[0]
        by = f - r  # of two small counts it may be so by chance
        return ("offset", f"is one too {'large' if by > 0 else 'small'}") if abs(by) == 1 and r >= FEW else None
    if not same_shape(pairs) or not all(f.ndim and len(f) >= 3 and varied(r) for f, r in pairs):
        return None
    if all(close(f[::-1], r) for f, r in pairs):
        return "reversed", "has the right entries in reverse order"
    if all(f.ndim > 1 and close(f[..., ::-1], r) and r.any() for f, r in pairs):
        return "reversed", "has the right entries of each row in reverse order"
    if all(r.dtype.kind in "iu" and np.unique(f - r).size == 1 for f, r in pairs):
        apart = {int((f - r).reshape(-1)[0]) for f, r in pairs}
        if len(apart) == 1 and abs(by := apart.pop()) == 1:
            return "offset", f"is one too {'large' if by > 0 else 'small'} everywhere"
    if all(len(r) > 3 and close(f[1:], r[:-1]) and varied(r[:-1]) for f, r in pairs):
        return "late", "has each right entry one place too late"
    if all(len(r) > 3 and close(f[:-1], r[1:]) and varied(r[1:]) for f, r in pairs):
        return "early", "has each right entry one place too early"
    if all(close(f, np.cumsum(r, axis=0)) for f, r in pairs):
        return "cumulative", "adds up as it goes: each entry is the sum of the right ones so far"
    if len(pairs) == 1 and (share := _smoothed(*pairs[0])):
        return "smoothed", f"is smoothed: each entry has {share:.3g} of the one before it in it"
    if all(f.ndim == 1 and close(f, np.cumsum(r) / np.arange(1, len(r) + 1)) for f, r in pairs):
        return "running mean", "averages as it goes: each entry is the mean of the right ones so far"
    for size, so_far in (("largest", np.maximum), ("smallest", np.minimum)):
        if all(f.ndim == 1 and varied(f, 2) and close(f, so_far.accumulate(r)) for f, r in pairs):
            return "best so far", f"keeps the best: each entry is the {size} of the right ones so far"
    if all(close(np.cumsum(f, axis=0), r) for f, r in pairs):
        return "not cumulative", "does not add up: the sums of its entries so far are right"
    if all(close(np.sort(f, axis=None), np.sort(r, axis=None)) and varied(r, 4) for f, r in pairs):
        return "permutation", "has the right numbers at other places"
    return None


def _smoothed(f: Any, r: Any) -> float:
    """How much of each entry is the entry before it, where the rest is the right one; 0 where it is not so."""
    if f.ndim != 1 or len(f) < 4 or not (f[:-1] - r[1:]).all():
        return 0.0
    shares = (f[1:] - r[1:]) / (f[:-1] - r[1:])
    share = float(shares[0])
    return share if 0.01 < share < 0.999 and close(shares, 0 * shares + share) else 0.0


def _exchanged(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """Two whole numbers, each wherever the other belongs."""
    if not all(f.shape == r.shape and f.dtype.kind in "iu" and r.dtype.kind in "iu" for f, r in pairs):
        return None
    couples = {(int(a), int(b)) for f, r in pairs for a, b in zip(f.reshape(-1), r.reshape(-1), strict=True) if a != b}
    if len(couples) != 2 or {(b, a) for a, b in couples} != couples:
        return None
    one, other = sorted(next(iter(couples)))
    if (one, other) == (0, 1) and not all((f != r).all() for f, r in pairs):  # they only stand elsewhere
        return None
    return "exchanged", f"has {one} where {other} belongs, and {other} where {one} belongs"


def _places(pairs: Pairs, _: Mapping[str, float]) -> Made:
    """Whole numbers of which some are 0: whether those that are not stand where they should."""
    import numpy as np

    if not all(f.shape == r.shape and r.ndim and r.dtype.kind in "iu" and f.any() and not r.all() for f, r in pairs):
        return None
    mostly = all(2 * np.count_nonzero(r) <= r.size for _, r in pairs)  # where few are, they may meet by chance
    if mostly and all(((f != 0) == (r != 0)).all() for f, r in pairs):
        return "values", "is 0 just where it should be, but its other numbers are not all right"
    if not all(set(x.reshape(-1).tolist()) <= {0, 1} for pair in pairs for x in pair):
        return None
    extra, lacks = sum(int((f > r).sum()) for f, r in pairs), sum(int((f < r).sum()) for f, r in pairs)
    if not lacks:
        return "too many", f"has a 1 wherever one belongs, and {extra} more where 0 belongs"
    return ("elsewhere", "has as many ones as it should, at other places") if extra == lacks else None
