"""How one measured value is another than the one beside it, and what values are called. Pure."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.model.account import Described

APART = 10.0  # times the tolerance that two outcomes have to be apart
RATIOS = (2, 3, 4, 5, 6, 8, 10, 16, 20, 23, 32, 64, 100)
MANY = 8  # numbers of which a sign says something
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class Fact:
    """`kind` and `of` say what is so, and `part` of which of several values that come back; `sentence` says it.

    `value` is the number that it shows. A `vague` one says that something changes and not how.
    """

    kind: str
    sentence: str
    of: tuple[Any, ...] = ()
    value: float | None = None
    vague: bool = False
    part: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """The same for the same fact that shows another number."""
        return self.part, self.kind, self.of


@dataclass(frozen=True)
class Subject:
    """What a fact is about, and the verb that goes with it: `it returns`, `the first value is`."""

    name: str
    verb: str = "is"

    def __str__(self) -> str:
        return f"{self.name} {self.verb}"

    @property
    def is_named(self) -> bool:
        return self.verb == "is"


class Unclear(Exception):
    """Two outcomes are neither the same nor apart, or not all of them was seen."""


def alike(ours: Sequence[float], theirs: Sequence[float], tolerance: float) -> bool:
    """Whether all numbers of one value are the same, measured by the largest of them.

    Raises Unclear when they are neither the same nor apart.
    """
    if len(ours) != len(theirs):
        return False
    finite = [(a, b) for a, b in zip(ours, theirs, strict=True) if math.isfinite(a) and math.isfinite(b)]
    if any(str(a) != str(b) for a, b in zip(ours, theirs, strict=True) if (a, b) not in finite):
        return False
    scale = max((max(abs(a), abs(b)) for a, b in finite), default=0.0)
    gap = max((abs(a - b) for a, b in finite), default=0.0)
    if tolerance * scale + 1e-7 < gap <= APART * tolerance * scale + 1e-6:
        raise Unclear
    return gap <= tolerance * scale + 1e-7


def is_seen(value: Described) -> bool:
    """Whether all of a value was told: of some only the type is known."""
    if value.parts or ((value.length or 0) > 0 and value.type in ("list", "tuple", "dict")):
        return bool(value.numbers) or (len(value.parts) == value.length and all(map(is_seen, value.parts)))
    return bool(value.numbers or value.text or value.shape is not None or value.length is not None)


def called(value: Described) -> str:
    """What a value is, in words: `a tensor of shape (4, 10)`, `a float`, `None`."""
    if value.type == "NoneType":
        return "`None`"
    kind = {"Tensor": "tensor", "Parameter": "tensor", "ndarray": "NumPy array", "str": "string"}.get(value.type)
    kind = kind or f"`{value.type}`"
    article = "an" if kind.strip("`")[:1].lower() in "aeio" or kind.strip("`") == "SGD" else "a"
    if value.shape:
        return f"{article} {kind} of shape {shape(value)}"
    if value.shape is not None:
        return f"{article} {kind} with a single number" if kind == "tensor" else f"{article} {kind}"
    if value.length is not None and value.type in ("list", "tuple"):
        return f"{article} {kind} of length {value.length}"
    return f"{article} {kind}"


def shape(value: Described) -> str:
    """A shape as Python writes it."""
    return str(tuple(value.shape or ()))


def shown(number: float) -> str:
    """A number as it can be read aloud."""
    if not math.isfinite(number):
        return str(number)
    return f"{number:.0f}" if number == int(number) and abs(number) < 1e6 else f"{number:.3g}"


def compared(ours: Described | None, theirs: Described | None, tolerance: float, what: Subject) -> Iterator[Fact]:
    """Every fact of how `theirs` is another value than `ours`; none where they are the same.

    Raises Unclear where that cannot be told.
    """
    nothing = [one is None or one.type == "NoneType" for one in (ours, theirs)]
    if ours is None or theirs is None or any(nothing):
        if nothing[0] != nothing[1]:
            now, then = (called(one) if one else "`None`" for one in (ours, theirs))
            yield _fact("none", f"{what} {then}, not {now}.", (then,))
        return
    if (ours.type, ours.shape) != (theirs.type, theirs.shape) or (
        ours.length != theirs.length and ours.type in ("list", "tuple")
    ):
        of = (theirs.type, theirs.shape, theirs.length)
        yield _fact("kind", f"{what} {called(theirs)}, not {called(ours)}.", of)
        return
    if ours.names and ours.numbers and ours.names == theirs.names:
        yield from _counted(ours, theirs, tolerance, what)
    elif ours.parts and len(ours.parts) == len(theirs.parts):
        yield from _parts(ours, theirs, tolerance, what)
    elif (len(ours.parts), len(ours.numbers)) != (len(theirs.parts), len(theirs.numbers)):
        if ours.text and theirs.text:
            yield from _layers(ours, theirs, what)
        else:
            yield _fact("contents", f"{what} {called(theirs)} with other contents.", vague=True)
    elif ours.text != theirs.text or ours.length != theirs.length:
        yield from _layers(ours, theirs, what)
    elif ours.text and ours.length:
        if not alike(ours.numbers, theirs.numbers, tolerance):
            yield _fact("other weights", f"{what} a network with other weights.", vague=True)
        elif ours.form != theirs.form:
            yield _fact("form", f"{what} a network with as many weights, but layers that work differently.", vague=True)
    else:
        yield from _numbers(ours, theirs, tolerance, what)


def _fact(kind: str, sentence: str, of: tuple[Any, ...] = (), value: float | None = None, vague: bool = False) -> Fact:
    return Fact(kind, sentence[:1].upper() + sentence[1:], of, value, vague)


def _layers(ours: Described, theirs: Described, what: Subject) -> Iterator[Fact]:
    if ours.length is None:
        yield _fact("text", f"{what} a different string.", vague=True)
        return
    if ours.text != theirs.text:
        yield _fact("layers", f"{what} a network of other layers.", vague=True)
    if ours.length != theirs.length:
        said = f"{what} a network with {theirs.length:,} weights, not {ours.length:,}."
        yield _fact("weights", said, (theirs.length,))


def _counted(ours: Described, theirs: Described, tolerance: float, what: Subject) -> Iterator[Fact]:
    """Things of which something is counted: a figure's curves, an optimizer's settings."""
    figure = "curves" in ours.names
    subject = "the figure has" if figure else f"{what} {called(ours)} with"
    apart = 0
    for name, one, other in zip(ours.names, ours.numbers, theirs.numbers, strict=False):
        if not alike((one,), (other,), tolerance):
            apart += 1
            number = re.sub("ie$", "y", name[:-1]) if other == 1 and name != "axes" else name
            said = f"{shown(other)} {number}" if figure else f"{name} = {shown(other)}"
            yield _fact("drawn" if figure else "setting", f"{subject} {said}, not {shown(one)}.", (name, other), other)
    if apart == 0 and ours.form != theirs.form:
        raise Unclear


def _parts(ours: Described, theirs: Described, tolerance: float, what: Subject) -> Iterator[Fact]:
    """Of several values that come back together: which of them is another."""
    inside = f" of {what.name}" if what.is_named else ""
    names = [f"`{name}`" for name in ours.names] or [f"the {word} value{inside}" for word in ORDINALS]
    if len(ours.parts) > len(names) or ours.type == "list":
        names = [f"entry {n} of {what.name if what.is_named else 'the ' + ours.type}"
                 for n in range(1, len(ours.parts) + 1)]  # fmt: skip
    made = [
        list(compared(one, other, tolerance, Subject(name)))
        for name, one, other in zip(names, ours.parts, theirs.parts, strict=False)
    ]
    others = [index for index, one in enumerate(made) if one]
    if len(made) == 2 and len(others) == 2 and _exchanged(ours.parts, theirs.parts, tolerance):
        yield _fact("exchanged", f"{what} the same two values in the other order.")
    elif len(others) == 1:
        index = others[0]
        rest = " The rest is as it is now." if len(made) > 1 else ""
        for fact in made[index]:
            said = fact.sentence.removesuffix(rest) + rest
            yield replace(fact, sentence=said, part=(index, *fact.part))
    elif others:
        some = f"all {len(made)}" if len(others) == len(made) else f"{len(others)} of the {len(made)}"
        kind = "entries of the list" if ours.type == "list" else "values"
        yield _fact("several", f"{some} {kind} are different.", (len(others),), vague=True)
    elif ours.length and len(ours.parts) < ours.length:
        raise Unclear


def _exchanged(ours: Sequence[Described], theirs: Sequence[Described], tolerance: float) -> bool:
    return not any(list(compared(ours[i], theirs[1 - i], tolerance, Subject(""))) for i in (0, 1))


def _numbers(ours: Described, theirs: Described, tolerance: float, what: Subject) -> Iterator[Fact]:
    """How numbers of one form are others."""
    pairs = list(zip(ours.numbers, theirs.numbers, strict=True))
    one = len(pairs) == 1
    whose = f"numbers in {what.name}" if what.is_named else "returned numbers"
    number = what.name if what.is_named else "the returned number"
    subject = f"{number} is" if one else f"all {whose} are"
    if ours.dtype != theirs.dtype:
        said = f"{subject if one else f'the {whose} are'} {theirs.dtype}, not {ours.dtype}."
        yield _fact("dtype", said, (theirs.dtype,))
    if alike(ours.numbers, theirs.numbers, tolerance):
        if not alike((ours.digest,), (theirs.digest,), 10 * tolerance):
            raise Unclear
        return
    largest = max((abs(n) for pair in pairs for n in pair if math.isfinite(n)), default=0.0)
    apart = sum(not abs(a - b) <= tolerance * largest for a, b in pairs)
    if any(math.isnan(b) for _, b in pairs):
        yield _fact("nan", f"{subject if one else f'some of the {whose} are'} `nan`.")
        return
    if any(math.isinf(b) for _, b in pairs):
        yield _fact("inf", f"{subject if one else f'some of the {whose} are'} infinite.")
        return
    if all(b == 0 for _, b in pairs):
        luck = one and ours.type.startswith("int")  # a count or a place that is 0 with these data
        yield _fact("zero", f"{subject} 0.", value=0.0 if one else None, vague=luck)
    if len(pairs) >= MANY and math.prod(ours.shape or ()) == len(pairs):  # all of them were seen
        yield from _range([a for a, _ in pairs], [b for _, b in pairs], whose)
    factor = _ratio(pairs, tolerance)
    if factor == -1:
        yield _fact("sign", f"{f'{number} has' if one else f'all {whose} have'} the opposite sign.")
    elif factor:
        size = f"{factor:g} times as large" if factor > 1 else f"only 1/{1 / factor:g} as large"
        yield _fact("times", f"{subject} {size} as now.", (factor,))
    if one:
        ((now, then),) = pairs
        yield _fact("another", f"{subject} different: {shown(then)}, not {shown(now)}.", value=then, vague=True)
    elif apart < len(pairs):
        yield _fact("some", "Some of the numbers stay as they are, others change.", vague=True)
    else:
        yield _fact("all", f"{subject} different.", vague=True)


def _range(ours: Sequence[float], theirs: Sequence[float], whose: str) -> Iterator[Fact]:
    """Between which numbers those lie that come back, where they did not before."""
    (low, high), (least, most) = (min(ours), max(ours)), (min(theirs), max(theirs))
    if least < -0.01 and low >= 0:
        yield _fact("negative", f"some of the {whose} are negative.")
    if most > 1.01 and low >= 0 and high <= 1:
        yield _fact("above one", f"some of the {whose} are larger than 1.")
    if least >= 0 and low < -0.01:
        yield _fact("not negative", f"none of the {whose} is negative.")


def _ratio(pairs: list[tuple[float, float]], tolerance: float) -> float | None:
    """The one number by which all of them are multiplied, where it is a plain one."""
    for factor in (-1.0, *map(float, RATIOS), *(1 / n for n in RATIOS)):
        if all(abs(a * factor - b) <= tolerance * max(abs(a * factor), abs(b)) + 1e-9 for a, b in pairs):
            return factor if any(a for a, _ in pairs) else None
    return None
