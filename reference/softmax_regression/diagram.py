"""Draw softmax.svg: one digit on its way from pixels to scores, probabilities and a loss.

    python reference/softmax_regression/diagram.py

The same bytes come out every time. The picture has a light background of its own, so that it reads on a dark page too.
"""

import math
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "assignments" / "data" / "MNIST" / "raw" / "train-images-idx3-ubyte"
DIGIT = 18  # position of the drawn image in the embedded training set
LABEL = 3
SCORES = (-1.9, -0.8, 0.9, 3.1, -2.4, 2.2, -1.1, -1.6, 1.4, 0.2)  # an example: what a half-trained net might say

WIDTH, HEIGHT = 1040, 400
TOP, BOTTOM = 92, 322  # where pictures and bars begin and end
INK, MUTED, FAINT = "#1f2933", "#52606d", "#cbd2d9"
BAR, RIGHT, LOSS = "#9fb3c8", "#2f7d4f", "#b44d12"


def digit_pixels() -> np.ndarray:
    """One real digit, (28, 28) uint8."""
    start = 16 + DIGIT * 28 * 28
    return np.frombuffer(IMAGES.read_bytes()[start : start + 28 * 28], dtype=np.uint8).reshape(28, 28)


def softmax(scores: tuple[float, ...]) -> list[float]:
    """Probabilities of `scores`, computed from differences to the largest so that nothing overflows."""
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def text(x: float, y: float, words: str, size: int = 14, colour: str = INK, anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{words}</text>'


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = FAINT, extra: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {extra}/>'


def arrow(x: float, above: str, below: str) -> list[str]:
    """An arrow to the right that starts at `x`, the name of the step above it and its formula below."""
    y, end = (TOP + BOTTOM) / 2, x + 74
    return [
        line(x, y, end - 8, y, MUTED, 'stroke-width="2"'),
        f'<path d="M{end - 10} {y - 6} L{end} {y} L{end - 10} {y + 6} Z" fill="{MUTED}"/>',
        text(x + 36, y - 12, above, 14),
        text(x + 36, y + 24, below, 13, MUTED),
    ]


def picture(x: float, side: float = 150) -> list[str]:
    """The digit, black on white, in a frame."""
    cell, top = side / 28, (TOP + BOTTOM - side) / 2
    parts = [f'<rect x="{x}" y="{top}" width="{side}" height="{side}" fill="#ffffff" stroke="{FAINT}"/>']
    for (row, column), value in np.ndenumerate(digit_pixels()):
        if value > 15:
            parts.append(
                box(
                    x + column * cell,
                    top + row * cell,
                    cell + 0.2,
                    cell + 0.2,
                    f"rgb({255 - value},{255 - value},{255 - value})",
                )
            )
    parts += [
        text(x + side / 2, BOTTOM + 28, "image", 15),
        text(x + side / 2, BOTTOM + 48, "28 × 28 = 784 pixels", 13, MUTED),
    ]
    return parts


def bars(
    x: float, values: list[float], low: float, high: float, width: float, digits: int, name: str, note: str
) -> list[str]:
    """Ten horizontal bars, one a class, drawn from the zero of a scale that runs from `low` to `high`."""
    step, scale = (BOTTOM - TOP) / 10, width / (high - low)
    zero = x - low * scale
    parts = [line(zero, TOP, zero, BOTTOM, MUTED)]
    for label, value in enumerate(values):
        y, colour = TOP + label * step, RIGHT if label == LABEL else BAR
        end = zero + value * scale
        parts.append(box(min(zero, end), y + 4, max(abs(end - zero), 0.8), step - 8, colour))
        parts.append(text(x - 14, y + step / 2 + 5, str(label), 13, INK if label == LABEL else MUTED))
        parts.append(
            text(max(zero, end) + 6, y + step / 2 + 5, f"{value:.{digits}f}".replace("-", "−"), 12, MUTED, "start")
        )
    parts += [text(x + width / 2, BOTTOM + 28, name, 15), text(x + width / 2, BOTTOM + 48, note, 13, MUTED)]
    return parts


def loss_curve(x: float, probability: float, width: float = 190) -> list[str]:
    """−log p over p in (0, 1], with the probability of the right class marked."""
    highest = 4.0

    def place(p: float) -> tuple[float, float]:
        return x + p * width, BOTTOM - min(-math.log(p), highest) / highest * (BOTTOM - TOP)

    curve = [place(math.exp(-highest * (1 - k / 60))) for k in range(61)]
    here = place(probability)
    path = " ".join(f"{'M' if k == 0 else 'L'}{px:.1f} {py:.1f}" for k, (px, py) in enumerate(curve))
    parts = [line(x, TOP, x, BOTTOM, MUTED), line(x, BOTTOM, x + width, BOTTOM, MUTED)]
    parts += [
        f'<path d="{path}" fill="none" stroke="{LOSS}" stroke-width="2.5"/>',
        line(here[0], here[1], here[0], BOTTOM, RIGHT, 'stroke-dasharray="4 3"'),
        line(x, here[1], here[0], here[1], LOSS, 'stroke-dasharray="4 3"'),
        f'<circle cx="{here[0]:.1f}" cy="{here[1]:.1f}" r="5" fill="{LOSS}"/>',
        text(here[0] + 8, here[1] - 12, f"−log {probability:.2f} = {-math.log(probability):.2f}", 14, LOSS, "start"),
        text(x - 8, BOTTOM + 5, "0", 12, MUTED, "end"),
        text(x - 8, TOP + 5, f"{highest:g}", 12, MUTED, "end"),
        text(x + width, BOTTOM + 14, "1", 12, MUTED),
        text(x + width / 2, BOTTOM + 28, "loss", 15),
        text(x + width / 2, BOTTOM + 48, "over p of the right class", 13, MUTED),
    ]
    return parts


def drawing() -> str:
    """The whole picture as SVG source."""
    probabilities = softmax(SCORES)
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#f7f9fb"/>']
    parts.append(text(WIDTH / 2, 36, "One image, ten scores, ten probabilities, one loss", 19))
    parts.append(text(WIDTH / 2, 60, f"the image shows a {LABEL}, so row {LABEL} is the one that counts", 14, MUTED))
    parts += picture(24)
    parts += arrow(184, "linear", "W x + b")
    parts += bars(300, list(SCORES), -2.6, 4.2, 130, 1, "scores z", "any real number")
    parts += arrow(452, "softmax", "exp, then share")
    parts += bars(570, probabilities, 0, 1, 110, 2, "probabilities p", "positive, sum 1")
    parts += arrow(676, "−log", "of the right one")
    parts += loss_curve(784, probabilities[LABEL])
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="Helvetica, Arial, sans-serif" role="img" '
        'aria-label="An image becomes ten scores, softmax makes them probabilities, the loss is minus the log of one">'
    )
    return "\n".join([opening, *parts, "</svg>", ""])


if __name__ == "__main__":
    (HERE / "softmax.svg").write_text(drawing(), encoding="utf-8")
