"""What a check hands over beside its verdict: what it measured, and a few images with what was said of them."""

import base64
import io
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

MOST = 12
SIDE = 28


@dataclass
class Evidence:
    """What the check that is run has handed over so far."""

    measured: float | None = None
    shown: tuple[dict[str, str], ...] = field(default=())
    notes: tuple[str, ...] = ()


EVIDENCE: ContextVar[Evidence] = ContextVar("EVIDENCE")


def exhibit(images: Any, found: Any, labels: Any, names: Sequence[str] = ()) -> None:
    """Show the student a dozen of `images` with what their network said of them; up to half are ones it got wrong.

    images: (N, 28, 28), (N, 1, 28, 28) or (N, 784), in any range; found, labels: (N,) whole numbers; `names` says what
    they stand for. Nothing is shown where the shapes do not fit: showing never decides a verdict.
    """
    import torch

    found, labels = torch.as_tensor(found), torch.as_tensor(labels)
    fits = found.shape == labels.shape and found.dim() == 1 and len(images) == len(found)
    if not fits or found.is_floating_point() or found.is_complex():
        return
    wrong = (found != labels).nonzero()[:, 0].tolist()
    right = (found == labels).nonzero()[:, 0].tolist()
    few = min(len(wrong), max(MOST // 2, MOST - len(right)))
    chosen = sorted([*wrong[:few], *right[: MOST - few]])
    EVIDENCE.get().shown = tuple(
        {"png": _png(images[i]), "found": _called(found[i], names), "expected": _called(labels[i], names)}
        for i in chosen
    )


def _called(number: Any, names: Sequence[str]) -> str:
    number = int(number)
    return names[number] if 0 <= number < len(names) else str(number)


def _png(image: Any) -> str:
    """One image as base64 of a PNG, its darkest value black and its lightest white."""
    import torch
    from PIL import Image

    pixels = torch.as_tensor(image).double().reshape(SIDE, SIDE)
    low, high = pixels.min(), pixels.max()
    scaled = ((pixels - low) / (high - low).clamp(min=1e-9) * 255).round().to(torch.uint8)
    file = io.BytesIO()
    Image.fromarray(scaled.numpy()).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
