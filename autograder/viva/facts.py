"""What a changed cell did that the student's own did not: facts that were measured, each true or not of any change.

Of two runs of one call. All facts that hold are found, the most telling first; so a fact that is not among those of a
change is false of it, and can stand beside a true one. What is nearly the same is no ground for a question. Pure.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.model.account import Account, Call, Described, Raise
from autograder.model.trace import Act, Value

APART = 10.0  # times the tolerance that two outcomes have to be apart
RATIOS = (2, 3, 4, 5, 6, 8, 10, 16, 20, 23, 32, 64, 100)


@dataclass(frozen=True)
class Fact:
    """`name` is the same for the same fact of other numbers; `sentence` says it; `value`: the number it shows."""

    name: str
    sentence: str
    value: float | None = None


@dataclass(frozen=True)
class Run:
    """One call, in what it was seen, and, of a changed cell, which line of the student's each line is."""

    account: Account
    call: Call | None
    lines: dict[int, int]

    @property
    def raised(self) -> Raise | None:
        """What ended the call, or kept it from being made."""
        return self.call.raised if self.call else self.account.ended

    def acts(self, kind: str) -> list[Act]:
        return self.account.of(self.call, kind) if self.call else []


class Unclear(Exception):
    """Two outcomes are neither the same nor apart."""


def same(one: float, other: float, tolerance: float) -> bool:
    """Whether two numbers are the same.

    Raises Unclear when they are neither the same nor apart.
    """
    if math.isnan(one) or math.isnan(other) or math.isinf(one) or math.isinf(other):
        return str(one) == str(other)
    scale = max(abs(one), abs(other))
    gap = abs(one - other)
    if tolerance * scale + 1e-7 < gap <= APART * tolerance * scale + 1e-6:
        raise Unclear
    return gap <= tolerance * scale + 1e-7


def facts(base: Run, changed: Run, tolerance: float) -> tuple[Fact, ...]:
    """All that holds of `changed`, the most telling first; only that nothing changes where nothing does.

    Raises Unclear.
    """
    if changed.raised is not None:
        return (_raises(changed.raised, changed.lines),)
    if changed.call is None or base.call is None:
        raise Unclear
    learnt = list(_learning(base, changed))
    back = list(_returned(base.call.returned, changed.call.returned, tolerance, "it returns"))
    left = list(_left(base.call, changed.call, tolerance)) if not learnt else []
    found = [*learnt, *back, *left]
    if not found:
        return (*_modes(base, changed), Fact("same", "Nothing changes: everything comes out as it does now."))
    unspoken = () if back else (Fact("returns the same", "Something else than what is returned changes."),)
    return (*found, *_modes(base, changed), *unspoken)


def _raises(raised: Raise, lines: dict[int, int]) -> Fact:
    if raised.kind == "time":
        raise Unclear
    place = f" in line {lines[raised.line]}" if raised.line in lines else ""
    said = f": {raised.message}" if raised.message else ""
    return Fact(f"raises {raised.type}{place}", f"It stops with an error{place}: {raised.type}{said}.")


def _milestones(run: Run) -> list[tuple[float, Value]]:
    acts = [act for act in run.account.acts[slice(*run.call.acts)] if act.kind in ("forward", "end")] if run.call else []
    return [(act.facts.get("network", 0.0), act.value("weights")) for act in acts]


def weights_of(run: Run) -> list[Value]:
    """The weights of the network as they come one after the other."""
    found: list[Value] = []
    for network, value in _milestones(run):
        if network == 0.0 and not (found and found[-1].near(value)):
            found.append(value)
    return found


def steps_of(run: Run) -> int:
    """How many steps are taken."""
    return len(run.acts("step")) or max(0, len(weights_of(run)) - 1)


def _learning(base: Run, changed: Run) -> Iterator[Fact]:
    """What becomes of the weights of a network that the call trains."""
    ours, theirs = weights_of(base), weights_of(changed)
    if len(ours) < 2 and len(theirs) < 2:
        return
    if len(theirs) < 2:
        yield Fact("still", "The weights of the network stay as they were: nothing is learnt.")
    elif len(ours) < 2:
        yield Fact("moving", "The weights of the network change, though it is only measured.")
    stale = [any(act.facts.get("stale") for act in run.acts("backward")) for run in (base, changed)]
    if stale == [False, True]:
        yield Fact("stale", "From the second batch on, each gradient is added to those of the batches before.")
    if len(ours) > 1 and steps_of(changed) and steps_of(base) != steps_of(changed):
        yield Fact(f"steps {steps_of(changed)}", f"The weights are changed {times(steps_of(changed))}, not {times(steps_of(base))}.")
    if len(ours) > 1 and len(theirs) > 1 and not ours[-1].near(theirs[-1]):
        if len(ours) > 2 and len(theirs) > 2 and ours[1].near(theirs[1]):
            yield Fact("later steps", "The first step is as it is now, and from the second on the weights go another way.")
        else:
            yield Fact("other steps", "Already after the first step the weights are others than now.")
    asked = [len(run.acts("forward")) for run in (base, changed)]
    if all(asked) and asked[0] != asked[1]:
        yield Fact(f"asked {asked[1]}", f"The network computes outputs {times(asked[1])}, not {times(asked[0])}.")


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _modes(base: Run, changed: Run) -> Iterator[Fact]:
    ours, theirs = base.acts("forward"), changed.acts("forward")
    if not ours or not theirs:
        return
    for name, on, off in (
        ("training", "The numbers are the same, but the network computes in training mode.",
         "The numbers are the same, but the network computes in evaluation mode."),
        ("gradients", "The numbers are the same, but everything is remembered for gradients that nobody asks for.",
         "The numbers are the same, but no gradients can be computed from what was done."),
    ):  # fmt: skip
        one, other = ours[0].facts.get(name), theirs[0].facts.get(name)
        if one != other:
            yield Fact(f"{name} {other}", on if other else off)


def called(value: Described) -> str:
    """What a value is, in words: `a tensor of shape (4, 10)`, `a float`, `None`."""
    if value.type == "NoneType":
        return "`None`"
    kind = {"Tensor": "tensor", "ndarray": "NumPy array", "str": "text"}.get(value.type, f"`{value.type}`")
    article = "an" if kind.strip("`")[:1].lower() in "aeio" else "a"
    if value.shape:
        return f"{article} {kind} of shape {shape(value)}"
    if value.shape is not None:
        return f"{article} {kind} with a single number"
    if value.length is not None and value.type in ("list", "tuple"):
        return f"{article} {kind} of {value.length}"
    return f"{article} {kind}"


def shape(value: Described) -> str:
    """A shape as Python writes it."""
    return str(tuple(value.shape or ()))


def shown(number: float) -> str:
    """A number as it can be read aloud."""
    return f"{number:.0f}" if number == int(number) and abs(number) < 1e6 else f"{number:.3g}"


def _returned(ours: Described | None, theirs: Described | None, tolerance: float, what: str) -> Iterator[Fact]:
    """How what comes back is another value."""
    if ours is None and theirs is None:
        return
    if ours is None or theirs is None or "NoneType" in (ours.type, theirs.type):
        if (ours and ours.type) != (theirs and theirs.type):
            now = called(ours) if ours else "`None`"
            yield Fact("none", f"{what} {called(theirs) if theirs else '`None`'}, not {now}.".capitalize())
        return
    if (ours.type, ours.shape, ours.length) != (theirs.type, theirs.shape, theirs.length):
        if ours.names and ours.names == theirs.names and ours.type == theirs.type:
            pass
        elif ours.text and theirs.text and ours.type == theirs.type:
            yield from _layers(ours, theirs, what)
            return
        else:
            yield Fact(f"kind {theirs.type} {theirs.shape} {theirs.length}", _big(f"{what} {called(theirs)}, not {called(ours)}."))
            if (ours.shape, ours.length) != (theirs.shape, theirs.length):
                return
    if ours.names and ours.numbers and len(ours.numbers) == len(theirs.numbers) == len(ours.names):
        yield from _counted(ours, theirs, what, tolerance)
    elif ours.parts and len(ours.parts) == len(theirs.parts):
        yield from _parts(ours, theirs, tolerance, what)
    elif ours.text != theirs.text:
        yield from _layers(ours, theirs, what) if ours.numbers else iter((Fact("text", _big(f"{what} another text.")),))
    else:
        yield from _numbers(ours, theirs, tolerance, what)


def _layers(ours: Described, theirs: Described, what: str) -> Iterator[Fact]:
    if ours.text != theirs.text:
        yield Fact("layers", _big(f"{what} a network of other layers."))
    if ours.length != theirs.length:
        yield Fact(f"weights {theirs.length}", _big(f"{what} a network with {theirs.length:,} weights, not {ours.length:,}."))


def _counted(ours: Described, theirs: Described, what: str, tolerance: float) -> Iterator[Fact]:
    for name, one, other in zip(ours.names, ours.numbers, theirs.numbers, strict=True):
        if not same(one, other, tolerance):
            yield Fact(f"{name} {other}", _big(f"{what} something with {name} {shown(other)}, not {shown(one)}."), other)


def _parts(ours: Described, theirs: Described, tolerance: float, what: str) -> Iterator[Fact]:
    """Of several values that come back together: which of them is another."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth")
    names = [f"{code}" for code in (f"`{n}`" for n in ours.names)] if ours.names else []
    if not names:
        names = [f"the {word} value" for word in words]
    made = [list(_returned(one, other, tolerance, f"{name} is")) for name, one, other in zip(names, ours.parts, theirs.parts)]  # noqa: B905
    pairs = [one for one in made if one]
    exchanged = len(ours.parts) == 2 and all(made) and not list(
        _returned(ours.parts[0], theirs.parts[1], tolerance, "")) and not list(_returned(ours.parts[1], theirs.parts[0], tolerance, ""))  # fmt: skip
    if exchanged:
        yield Fact("exchanged", _big(f"{what} the same two values in the other order."))
        return
    if len(pairs) == 1:
        index = next(i for i, one in enumerate(made) if one)
        for fact in made[index]:
            rest = " The rest is as it is now." if len(made) > 1 else ""
            yield Fact(f"{index} {fact.name}", fact.sentence + rest, fact.value)
    elif pairs:
        yield Fact(f"all {len(pairs)}", _big(f"{what} other numbers in {len(pairs)} of {len(made)} places."))


def _big(text: str) -> str:
    return text[:1].upper() + text[1:]


def _numbers(ours: Described, theirs: Described, tolerance: float, what: str) -> Iterator[Fact]:
    """How numbers of one form are others."""
    pairs = list(zip(ours.numbers, theirs.numbers, strict=False))
    if ours.dtype != theirs.dtype and (ours.dtype and theirs.dtype):
        yield Fact(f"dtype {theirs.dtype}", _big(f"{what} the numbers as {theirs.dtype}, not as {ours.dtype}."))
    if not pairs or len(ours.numbers) != len(theirs.numbers) or all([same(a, b, tolerance) for a, b in pairs]):
        return
    one = len(pairs) == 1
    is_text = "it is" if not what.endswith(" is") else what
    subject = what if what.endswith(" is") else ("the number that comes back is" if one else "every number that comes back is")
    if any(math.isnan(b) for _, b in pairs):
        yield Fact("nan", _big(f"{what} `nan`: no number at all." if one else f"{subject.replace('every number', 'some of what')} `nan`."))
        return
    if all(b == 0 for _, b in pairs):
        yield Fact("zero", _big(f"{what} 0." if one else f"{subject} 0."), 0.0 if one else None)
    found = _ratio(pairs, tolerance)
    if found == -1:
        yield Fact("sign", _big(f"{subject} what it is now with the opposite sign."))
    elif found and found > 1:
        yield Fact(f"times {found:g}", _big(f"{subject} {found:g} times as large as now."))
    elif found and found > 0:
        yield Fact(f"part {1 / found:g}", _big(f"{subject} {1 / found:g} times as small as now."))
    if one:
        a, b = pairs[0]
        way = "larger" if b > a else "smaller"
        if abs(b) > 1.5 * abs(a) or abs(a) > 1.5 * abs(b) or a * b < 0:
            yield Fact(f"much {way}", _big(f"{what} a much {way} number: {shown(b)}, not {shown(a)}."), b)
        else:
            yield Fact(f"{way}", _big(f"{what} a {way} number, but not by much: {shown(b)}, not {shown(a)}."), b)
    else:
        much = sum(abs(b) for _, b in pairs), sum(abs(a) for a, _ in pairs)
        changed = sum(not same(a, b, tolerance) for a, b in pairs)
        if changed < len(pairs):
            yield Fact("some", _big(f"{what.removesuffix(' is')} {'has ' if what.endswith(' is') else ''}some numbers as they are now and others not."))
        else:
            size = "much larger" if much[0] > 2 * much[1] else "much smaller" if much[1] > 2 * much[0] else "other"
            yield Fact(f"all {size}", _big(f"{what} nothing but {size} numbers{'' if size == 'other' else ' (in size)'}."))
    del is_text


def _ratio(pairs: list[tuple[float, float]], tolerance: float) -> float | None:
    """The one number by which all of them are multiplied, where it is a plain one."""
    for factor in (-1.0, *map(float, RATIOS), *(1 / n for n in RATIOS)):
        if all(abs(a * factor - b) <= tolerance * max(abs(a * factor), abs(b)) + 1e-9 for a, b in pairs):
            return factor
    return None


def _left(ours: Call, theirs: Call, tolerance: float) -> Iterator[Fact]:
    """What becomes of the values that were handed in."""
    for name in ours.given:
        before, now, then = ours.given[name], ours.left.get(name), theirs.left.get(name)
        if now is None or then is None or now.type != then.type or len(now.numbers) != len(then.numbers):
            continue
        moved = [not all([same(a, b, tolerance) for a, b in zip(before.numbers, x.numbers, strict=False)]) for x in (now, then)]
        if moved == [True, False]:
            yield Fact(f"untouched {name}", f"`{name}` stays as it was before the call.")
        elif moved == [False, True]:
            yield Fact(f"touched {name}", f"`{name}` itself is changed by the call.")
        elif moved == [True, True] and not all([same(a, b, tolerance) for a, b in zip(now.numbers, then.numbers, strict=True)]):
            yield Fact(f"other {name}", f"`{name}` is left with other numbers than now.")
