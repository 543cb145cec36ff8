"""Wrong numbers that are a known number of times the right ones, or that part of them. Pure."""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.grading.diagnosis.differing import RTOL, Made, Pairs, close, same_shape, telling
from autograder.grading.diagnosis.functions import simple
from autograder.grading.diagnosis.quantities import BATCHES, IMAGES, MANY

FEW = 10  # times the right answer: hardly by chance


@dataclass(frozen=True)
class _Ratio:
    """All numbers that differ, and by which factor where it is largest; `known` are quantities of the question."""

    pairs: Pairs
    found: Any
    right: Any
    factor: float
    known: Mapping[str, float]

    @property
    def everywhere(self) -> bool:
        """Whether that factor lies between all of them."""
        return close(self.found, self.right * self.factor)

    @property
    def trains(self) -> bool:
        """Whether something is trained: then the names of what a question is given are not the student's."""
        return BATCHES in self.known

    @property
    def sizes(self) -> dict[str, float]:
        """How many there are of what the question has more than one of, and of which the student knows."""
        counts = {name: value for name, value in self.known.items() if value > 1 and name.startswith(MANY)}
        counts = {name: value for name, value in counts.items() if not (self.trains and "`" in name)}
        return counts | ({f"{IMAGES} plus 1": counts[IMAGES] + 1} if IMAGES in counts else {})

    @property
    def shares(self) -> bool:
        """Whether it is one share of a few in the place of another, or of none."""
        single = self.found.size == 1 and (self.factor < 1 or self.found[0] == 1)
        return single and simple(self.found[0]) and simple(self.right[0])

    def is_about(self, factor: float) -> bool:
        return math.isclose(self.factor, factor, rel_tol=RTOL)


def ratio(pairs: Pairs, quantities: Mapping[str, float]) -> Made:
    """A known number of times the right one, or that part of it."""
    import numpy as np

    if not same_shape(pairs):
        return None
    f, r = (np.concatenate([np.asarray(pair[i], dtype=float).reshape(-1) for pair in pairs]) for i in (0, 1))
    if not np.abs(f).max() > 0:
        return None
    largest = int(np.abs(r).argmax())
    one = _Ratio(pairs, f, r, f[largest] / r[largest], quantities)
    said = _whole(one)
    if not said and telling(pairs) and one.everywhere:
        said = _of_another_base(one) or (_by_quantities(one) if not _another_count(one) else "")
    return ("ratio", said) if said else None


def _whole(one: _Ratio) -> str:
    """A whole number of times, or one part of so many."""
    f, r = one.found, one.right
    for times, way in ((one.factor, "times"), (1 / one.factor if one.factor else 0.0, "a part of")):
        whole = round(times) if math.isfinite(times) and abs(times) < 1e9 else 0
        if whole < 2 or not math.isclose(times, whole, rel_tol=RTOL) or not one.everywhere:
            continue
        names = [name for name, value in one.known.items() if value == whole]
        names = [n for n in names if "`" not in n] or ([] if one.trains else names)
        percent = whole in (100, 255) and bool((r != r.round()).any())  # counts may be so by chance
        share = way != "times" and all(a.dtype.kind == "f" and b.dtype.kind in "iu" for a, b in one.pairs)
        if (not names and whole > FEW and not percent) or not (percent or (names and share) or telling(one.pairs)):
            continue
        if whole <= FEW and all(map(simple, (*f, *r))):  # two counts of a few images, or two grey values
            continue
        number = f"{whole} times" if way == "times" else f"1/{whole} of"
        known = f"; {whole} is {' or '.join(names[:2])}" if names else ""
        return f"is {number} the right one{known}"
    return ""


def _of_another_base(one: _Ratio) -> str:
    base = next((base for base in (2, 10) if one.is_about(1 / math.log(base))), 0)
    return f"is the right one divided by {math.log(base):.4f}: a logarithm is taken to the base {base}" if base else ""


def _another_count(one: _Ratio) -> bool:
    """Whether it may be another count of as many: then its ratio to the right one says nothing."""
    few = [n for n in one.sizes.values() if n < 256]
    both = (*one.found, *one.right)
    return one.shares and any(all(math.isclose(x * n, round(x * n), rel_tol=RTOL) for x in both) for n in few)


def _by_quantities(one: _Ratio) -> str:
    """A quotient of two quantities of the question, a percentage of one, or else a number that holds everywhere."""
    import numpy as np

    if said := next(_quotients(one), ""):
        return said
    if of := next(((name, value) for name, value in one.sizes.items() if one.is_about(100 / value)), None):
        return f"is 100/{of[1]:g} of the right one: in percent of {of[0]}"
    if np.unique(one.right.round(9)).size >= 5 and abs(one.factor - 1) > 0.01:
        return f"is {one.factor:.4g} times the right one at every place"
    return ""


def _quotients(one: _Ratio) -> Iterator[str]:
    for (name, value), (other, divisor) in itertools.permutations(one.sizes.items(), 2):
        share_of_it = one.found[0] * value
        by_chance = one.shares and math.isclose(share_of_it, round(share_of_it), rel_tol=RTOL)  # one of so many may be
        if by_chance or not one.is_about(value / divisor) or value % divisor == 0:
            continue
        if divisor % value == 0:
            yield f"is 1/{divisor / value:g} of the right one"
        also = " or ".join(called for called, size in one.sizes.items() if size == divisor and called != other)
        said = f"is {value:g}/{divisor:g} of the right one; {value:g} is {name}, {divisor:g} is {other}"
        yield f"{said} or {also}" if also else said
