"""Numbers under a fixed seed are a fingerprint: enough of an answer to recognise it, not the whole of it."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RTOL, ATOL = 1e-3, 1e-5
WHOLE, SAMPLED = 64, 32
MANY = 8  # numbers that are wrong in the same places
SHARED = 50  # images of which a share says little


@dataclass(frozen=True)
class Fingerprint:
    """`form`: a digest of types, shapes and texts; `numbers`: a sample of the values; `words`: how many texts."""

    form: str = ""
    numbers: tuple[float, ...] = ()
    words: int = field(default=0, compare=False)

    def matches(self, other: "Fingerprint") -> bool:
        """Whether two answers are the same but for rounding."""
        import numpy as np

        if self.form != other.form or len(self.numbers) != len(other.numbers):
            return False
        return bool(np.allclose(self.numbers, other.numbers, rtol=RTOL, atol=ATOL, equal_nan=True))

    def telling(self, right: "Fingerprint") -> bool:
        """Whether what is not right in it would hardly be so by chance: not only a few small counts or shares."""
        comparable = (right.form, len(right.numbers)) == (self.form, len(self.numbers))
        same = right.numbers if comparable else (math.nan,) * len(self.numbers)
        finite = [n for n, r in zip(self.numbers, same, strict=True) if math.isfinite(n) and not math.isclose(n, r)]
        return len(finite) >= MANY or len({round(n, 6) for n in finite}) >= 3 or not all(map(_simple, finite))

    def as_data(self) -> dict:
        import numpy as np

        return {"form": self.form, "numbers": np.array(self.numbers, dtype=np.float64)}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Fingerprint":
        return Fingerprint(data["form"], tuple(float(n) for n in data["numbers"]))


def _simple(number: float) -> bool:
    """Whether it is a small count, or a count as a share of a few images."""
    shares = (number * images for images in range(1, SHARED))
    return abs(number) < 100 and any(abs(share - round(share)) < 1e-5 for share in shares)


def of(answers: Sequence[Any]) -> Fingerprint:
    """The fingerprint of the answers that one check was given, in the order in which it asked."""
    form: list[str] = []
    numbers: list[float] = []
    for answer in answers:
        _walk(answer, form, numbers, words=True)
    digest = hashlib.sha256("|".join(form).encode()).hexdigest()[:16]
    return Fingerprint(digest, tuple(numbers), _texts(answers))


def _texts(value: Any) -> int:
    """How many texts an answer holds, but for what a figure says."""
    if isinstance(value, Mapping):
        return 0 if "png" in value else sum(map(_texts, value.values()))
    return sum(map(_texts, value)) if isinstance(value, list | tuple) else int(isinstance(value, str))


def _walk(value: Any, form: list[str], numbers: list[float], words: bool) -> None:
    import numpy as np
    import torch

    if isinstance(value, bool | int | float | np.number | np.bool_):
        form.append("int" if isinstance(value, int | np.integer) else "number")
        try:
            numbers.append(float(value))
        except OverflowError:
            numbers.append(float("inf"))
    elif isinstance(value, torch.Tensor | np.ndarray):
        tensor = torch.as_tensor(value)
        form.append(f"{type(value).__name__}{tuple(tensor.shape)}{tensor.dtype}")
        numbers.extend(_sample(tensor.double().reshape(-1)))
    elif isinstance(value, Mapping):
        figure = {"axes", "suptitle", "png"} <= set(value)  # the words and pixels of a figure are the student's own
        for key, entry in value.items():
            form.append(str(key))
            if key not in (("png", "ink") if figure else ("at",)):
                _walk(entry, form, numbers, words and not figure)
    elif isinstance(value, list | tuple):
        form.append(f"{type(value).__name__}{len(value)}")
        for entry in value:
            _walk(entry, form, numbers, words)
    elif isinstance(value, str):
        form.append(value if words else "text")
    else:
        form.append(repr(value))


def _sample(values: Any) -> list[float]:
    if values.numel() <= WHOLE:
        return values.tolist()
    step = values.numel() / SAMPLED
    picked = values[[int(i * step) for i in range(SAMPLED)]]
    return [*picked.tolist(), float(values.mean()), float(values.abs().max())]
