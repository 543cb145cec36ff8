"""The comparison ladder: missing, type, shape, dtype, finite, values; each rung has its own sentence."""

import math
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from autograder.authoring.evidence import EVIDENCE
from autograder.model.course import Tolerance
from autograder.model.number import counted, says
from autograder.model.wire import Opaque

TOLERANCE: ContextVar[Tolerance] = ContextVar("TOLERANCE", default=Tolerance(1e-4, 1e-5))  # noqa: B039 (frozen)
BITS_OF_A_FLOAT = 1023


class Disagreement(Exception):
    """A student's answer is not right.

    `signature` is the same for every answer that is wrong in the same way; `exact` says that the numbers themselves
    have to be looked at to know which way that is. `what`, `found` and `expected` are what was compared, where two
    things were; `compared` and `whole` the outermost two of which these are a part, and their name; `place` are the
    keys and indices that lead from those to these.
    """

    def __init__(
        self, sentence: str, signature: str, exact: bool = False, what: str = "", found: str = "", expected: str = ""
    ) -> None:
        super().__init__(sentence)
        self.signature = signature
        self.exact = exact
        self.compared: tuple[Any, Any] | None = None
        self.place: tuple[Any, ...] = ()
        self.what, self.whole, self.found, self.expected = what.rstrip(","), what, found, expected


class Lacks(Disagreement):
    """An entry of the answer is not there: the sentence is the reason."""


def _apart(
    what: str, found: str, expected: str, signature: str, *, verb: str = "is", tail: str = "", exact: bool = False
) -> Disagreement:
    """The disagreement of two things, told in one sentence and in its parts."""
    return Disagreement(
        f"{says(what, f'{verb} {found}')}, expected {expected}{tail}.", signature, exact, what, found, expected + tail
    )


def require(condition: Any, sentence: str, found: Any = None) -> None:
    """Fail with `sentence` unless `condition` holds; `found` is shown behind it."""
    if not bool(condition):
        shown = "" if found is None else f" Found: {show(found)}."
        raise Disagreement(_ended(sentence) + shown, sentence)


def reach(found: float, threshold: float, sentence: str) -> None:
    """Fail with `sentence` unless `found` is at least `threshold`; pass or fail, reports show what was measured."""
    EVIDENCE.get().measured = float(found)
    if not found >= threshold:
        raise Disagreement(_ended(sentence), sentence)


def _ended(sentence: str) -> str:
    """`sentence` with a full stop, unless it ends in another mark."""
    return sentence.rstrip(".") + "." * (sentence[-1] not in "?!")


def agree(found: Any, wanted: Any, what: str = "the answer", returned: bool = True) -> None:
    """Fail, with the first sentence of the ladder that applies, unless `found` is `wanted`.

    Numbers and tensors agree within the tolerance that grading.toml gives the exercise. An int may stand for a float,
    a NumPy scalar for either; a tensor may not stand for a number, nor a number for a tensor. Where it is not what a
    function `returned`, but an entry or a variable, None asks for no `return`.
    """
    try:
        _agree(found, wanted, what, returned)
    except Disagreement as apart:
        # of nested ones the outermost stays: how the two relate is seen on the whole
        apart.compared, apart.whole = (found, wanted), what
        raise


def _agree(found: Any, wanted: Any, what: str, returned: bool) -> None:
    import numpy as np
    import torch

    if found is None and wanted is not None:
        question = " Is there a `return`?" if returned else ""
        raise Disagreement(
            f"{says(what, 'is missing')}: found None, expected {kind(wanted)}.{question}", f"none {what}",
            what=what, found="None", expected=kind(wanted),
        )  # fmt: skip
    if isinstance(found, Opaque):
        raise _apart(what, f"a {found.type_name}", kind(wanted), f"opaque {what}")
    if wanted is None or isinstance(wanted, bool | str):
        _exactly(found, wanted, what)
    elif isinstance(wanted, int | float | np.number):
        _number(found, wanted, what)
    elif isinstance(wanted, torch.Tensor | np.ndarray):
        _tensor(found, wanted, what)
    elif isinstance(wanted, dict):
        _mapping(found, wanted, what)
    elif isinstance(wanted, list | tuple):
        _sequence(found, wanted, what)
    else:
        raise TypeError(f"agree() cannot compare with {wanted!r}")


def agree_on(
    student: Callable[..., Any], expected: Callable[..., Any], probe: Callable[..., Any], *given: Any, what: str,
    returned: bool = True, **named: Any,
) -> None:  # fmt: skip
    """Ask the student and the reference the same, and fail unless they agree."""
    agree(student(probe, *given, **named), expected(probe, *given, **named), what, returned)


def agree_on_keys(found: Any, wanted: dict[str, Any], what: str) -> None:
    """Compare the entries of a dict that `wanted` has; further ones are nobody's business."""
    if isinstance(found, dict) and wanted.keys() <= found.keys():
        found = {key: found[key] for key in wanted}
    agree(found, wanted, what)


def close(found: Any, wanted: Sequence[float]) -> bool:
    """Whether `found` is a list of numbers near those of `wanted`, for checks that accept one of several answers."""
    try:
        token = TOLERANCE.set(Tolerance(1e-4, 1e-5))
        agree(found, [float(value) for value in wanted])
    except Disagreement:
        return False
    finally:
        TOLERANCE.reset(token)
    return True


def one_of_two(answer: Any, place: int) -> dict[str, Any]:
    """Entry `place` of a pair by itself, so that what is wrong with the other does not hide it; else what there is."""
    pair = isinstance(answer, tuple | list) and len(answer) == 2
    return {"entry": answer[place]} if pair else {"instead": answer}


def agree_on_entry(found: dict[str, Any], wanted: dict[str, Any], what: str, sentence: str) -> None:
    """Compare what `one_of_two` took from two answers; `sentence` says of what the pair should be."""
    if "instead" in found:
        require(found["instead"] is not None, f"{_ended(sentence)[:-1]}: is there a `return`?")
        require(False, sentence, found["instead"])
    agree(found["entry"], wanted["entry"], what)


def _exactly(found: Any, wanted: Any, what: str) -> None:
    import numpy as np

    if isinstance(wanted, bool) and isinstance(found, np.bool_):
        found = bool(found)
    if type(found) is not type(wanted):
        raise _apart(what, kind(found), kind(wanted), f"type {what} {kind(found)}")
    if found != wanted:
        raise _apart(what, show(found), show(wanted), f"value {what}", exact=True)


def _number(found: Any, wanted: Any, what: str) -> None:
    import numpy as np
    import torch

    whole = isinstance(wanted, int | np.integer)
    if isinstance(found, torch.Tensor):
        tail = ": `.item()` turns a tensor of one element into a number"
        raise _apart(what, "a tensor", kind(wanted), f"tensor for number {what}", tail=tail)
    if isinstance(found, bool | np.bool_) or not isinstance(found, int | float | np.number):
        raise _apart(what, kind(found), kind(wanted), f"type {what} {kind(found)}")
    if isinstance(found, int) and found.bit_length() > BITS_OF_A_FLOAT:  # no lesson asks for such a number
        raise _apart(what, show(found), show(wanted), f"value {what}", exact=True)
    if not math.isfinite(found) and math.isfinite(wanted):
        raise _apart(what, str(found), f"a finite number near {show(wanted)}", f"finite {what}")
    if whole and isinstance(found, float | np.floating):
        raise _apart(what, f"{show(found)}, a float", f"the whole number {wanted}", f"float for int {what}")
    if whole and found != wanted:
        raise _apart(what, show(found), str(wanted), f"value {what}", exact=True)
    limit = TOLERANCE.get()
    if not math.isclose(found, wanted) and not (
        math.isfinite(wanted) and abs(float(found) - float(wanted)) <= limit.atol + limit.rtol * abs(float(wanted))
    ):
        raise _apart(what, show(found), show(wanted), f"value {what}", exact=True)


def _tensor(found: Any, wanted: Any, what: str) -> None:
    import numpy as np
    import torch

    if not isinstance(found, torch.Tensor if isinstance(wanted, torch.Tensor) else torch.Tensor | np.ndarray):
        raise _apart(what, kind(found), kind(wanted), f"type {what} {kind(found)}")
    if tuple(found.shape) != tuple(wanted.shape):
        shapes = [str(tuple(value.shape)) for value in (found, wanted)]
        raise _apart(what, f"shape {shapes[0]}", shapes[1], f"shape {what} {tuple(found.shape)}", verb="has")
    left, right = torch.as_tensor(found), torch.as_tensor(wanted)
    if left.dtype.is_floating_point != right.dtype.is_floating_point or (
        not right.dtype.is_floating_point and left.dtype != right.dtype
    ):
        names = [str(t.dtype).removeprefix("torch.") for t in (left, right)]
        raise _apart(what, f"dtype {names[0]}", names[1], f"dtype {what} {names[0]}", verb="has")
    if right.dtype.is_floating_point:
        left, right = left.double(), right.double()
    if not bool(torch.isfinite(left).all()) and bool(torch.isfinite(right).all()):
        raise _apart(what, "nan or inf", "finite numbers", f"finite {what}", verb="contains")
    limit = TOLERANCE.get()
    if right.dtype.is_floating_point:  # a NaN is near nothing but a NaN, whatever a difference with it would say
        apart = ~torch.isclose(left, right, rtol=limit.rtol, atol=limit.atol, equal_nan=True)
    else:
        apart = left != right
    if bool(apart.any()):
        where = tuple(int(i) for i in apart.nonzero()[0])
        place = f" at {list(where)}" if where else ""
        share = f" ({int(apart.sum())} of {apart.numel()} elements differ)" if apart.numel() > 1 else ""
        number = show(left[where].item()) + place
        raise _apart(what, number, show(right[where].item()), f"value {what}", tail=share, exact=True)


def _mapping(found: Any, wanted: dict, what: str) -> None:
    if not isinstance(found, dict):
        raise _apart(what, kind(found), "a dict", f"type {what} {kind(found)}")
    for key in wanted:
        if key not in found:
            said = says(what, f"has no `{key}`")
            there = f" Found: {show(list(found))}." if found else ""
            raise Lacks(f"{said}.{there}", f"missing {what} {key}")
    for key, value in wanted.items():
        _inside(key, found[key], value, _entry(key, what))
    for key in found:
        if key not in wanted:
            said = says(what, f"has `{show(key)}`")
            raise Disagreement(f"{said}, which is not expected.", f"extra {what} {show(key)}")


def _entry(key: Any, what: str) -> str:
    """What an entry of `what` is called: by its key, or, where that is words such as "the first call", by both."""
    if what == "the answer":
        return f"`{key}`"
    return f"{what}, {key}," if " " in str(key) else f"`{key}` of {what}"


def _sequence(found: Any, wanted: list | tuple, what: str) -> None:
    import numpy as np

    if isinstance(found, np.ndarray) and found.ndim == 1:
        found = list(found)
    if not isinstance(found, list | tuple):
        raise _apart(what, kind(found), kind(wanted), f"type {what} {kind(found)}")
    if len(found) != len(wanted):
        entries = counted(len(found), "entry", "entries")
        raise _apart(what, entries, str(len(wanted)), f"length {what} {len(found)}", verb="has")
    for index, (left, right) in enumerate(zip(found, wanted, strict=True)):
        _inside(index, left, right, f"entry {index} of {what}")


def _inside(place: Any, found: Any, wanted: Any, what: str) -> None:
    """Compare what two dicts or lists have at a place."""
    try:
        _agree(found, wanted, what, returned=False)
    except Disagreement as apart:
        apart.place = (place, *apart.place)
        raise


def kind(value: Any) -> str:
    """The type of `value` in a student's words."""
    import numpy as np
    import torch

    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"a {value.type_name}"
    if isinstance(value, torch.Tensor):
        return "a torch tensor"
    if isinstance(value, np.ndarray):
        return "a NumPy array"
    return "an int" if type(value) is int else f"a {type(value).__name__}"


def show(value: Any) -> str:
    """`value` in at most a line: numbers to six digits, long things shortened."""
    import numpy as np
    import torch

    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return str(int(value)) if abs(int(value)) < 10**30 else "a very long int"
    if isinstance(value, torch.Tensor | np.ndarray):
        return f"{kind(value)} of shape {tuple(value.shape)}"
    if isinstance(value, list | tuple):
        inner = ", ".join(show(item) for item in value[:10]) + (", …" if len(value) > 10 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in list(value.items())[:10]) + "}"
    text = kind(value) if isinstance(value, Opaque) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"
