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
    """What the check that is heard has handed over so far."""

    measured: float | None = None
    shown: tuple[dict[str, str], ...] = field(default=())


EVIDENCE: ContextVar[Evidence] = ContextVar("EVIDENCE")


def exhibit(images: Any, found: Any, labels: Any, names: Sequence[str] = ()) -> None:
    """Show the student a dozen of `images` with what their network said of them; up to half are ones it got wrong.

    images: (N, 28, 28), (N, 1, 28, 28) or (N, 784), in any range; found, labels: (N,) whole numbers; `names` says what
    they stand for. Nothing is shown where the shapes do not fit: showing never decides a verdict.
    """
    import torch

    found, labels = torch.as_tensor(found), torch.as_tensor(labels)
    if found.shape != labels.shape or found.dim() != 1 or len(images) != len(found):
        return
    wrong = (found != labels).nonzero()[:, 0].tolist()
    right = (found == labels).nonzero()[:, 0].tolist()
    few = min(len(wrong), max(MOST // 2, MOST - len(right)))
    chosen = sorted([*wrong[:few], *right[: MOST - few]])
    called = [names[n] if 0 <= n < len(names) else str(n) for n in range(int(max(found.max(), labels.max())) + 1)]
    EVIDENCE.get().shown = tuple(
        {"png": _png(images[i]), "found": called[int(found[i])], "expected": called[int(labels[i])]} for i in chosen
    )


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
