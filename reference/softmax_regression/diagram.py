"""Draw softmax.svg: one digit on its way from pixels to scores, probabilities and a loss.

python reference/softmax_regression/diagram.py
"""

import math
from pathlib import Path

from autograder.authoring.diagram import INK, MUTED, box, circle, element, line, picture, save, text
from autograder.authoring.diagram import arrow as plain_arrow

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "assignments" / "data" / "MNIST" / "raw" / "train-images-idx3-ubyte"
DIGIT = 18  # position of the drawn image in the embedded training set
LABEL = 3
SCORES = (-1.9, -0.8, 0.9, 3.1, -2.4, 2.2, -1.1, -1.6, 1.4, 0.2)  # an example: what a half-trained net might say

WIDTH, HEIGHT = 1040, 400
TOP, BOTTOM = 92, 322  # where pictures and bars begin and end
MIDDLE = (TOP + BOTTOM) / 2
BAR, RIGHT, LOSS = "#9fb3c8", "#2f7d4f", "#b44d12"


def softmax(scores: tuple[float, ...]) -> list[float]:
    """Probabilities of `scores`, computed from differences to the largest so that nothing overflows."""
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def arrow(x: float, above: str, below: str) -> list[str]:
    """An arrow to the right that starts at `x`, the name of the step above it and its formula below."""
    words = [text(x + 36, MIDDLE - 12, above), text(x + 36, MIDDLE + 24, below, 13, MUTED)]
    return [*plain_arrow(x, x + 74, MIDDLE, width=2), *words]


def caption(x: float, name: str, note: str) -> list[str]:
    """The name of a part below it, and a note."""
    return [text(x, BOTTOM + 28, name, 15), text(x, BOTTOM + 48, note, 13, MUTED)]


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
        number = f"{value:.{digits}f}".replace("-", "−")
        parts.append(text(max(zero, end) + 6, y + step / 2 + 5, number, 12, MUTED, "start"))
    return [*parts, *caption(x + width / 2, name, note)]


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
        element("path", d=path, fill="none", stroke=LOSS, stroke_width=2.5),
        line(here[0], here[1], here[0], BOTTOM, RIGHT, stroke_dasharray="4 3"),
        line(x, here[1], here[0], here[1], LOSS, stroke_dasharray="4 3"),
        circle(here[0], here[1], 5, LOSS),
        text(here[0] + 8, here[1] - 12, f"−log {probability:.2f} = {-math.log(probability):.2f}", 14, LOSS, "start"),
        text(x - 8, BOTTOM + 5, "0", 12, MUTED, "end"),
        text(x - 8, TOP + 5, f"{highest:g}", 12, MUTED, "end"),
        text(x + width, BOTTOM + 14, "1", 12, MUTED),
        *caption(x + width / 2, "loss", "over p of the right class"),
    ]
    return parts


def drawing() -> list[str]:
    """The whole picture."""
    probabilities = softmax(SCORES)
    return [
        text(WIDTH / 2, 36, "One image, ten scores, ten probabilities, one loss", 19),
        text(WIDTH / 2, 60, f"the image shows a {LABEL}, so row {LABEL} is the one that counts", 14, MUTED),
        *picture(IMAGES, DIGIT, 24, MIDDLE - 75, 150),
        *caption(99, "image", "28 × 28 = 784 pixels"),
        *arrow(184, "linear", "W x + b"),
        *bars(300, list(SCORES), -2.6, 4.2, 130, 1, "scores z", "any real number"),
        *arrow(452, "softmax", "exp, then share"),
        *bars(570, probabilities, 0, 1, 110, 2, "probabilities p", "positive, sum 1"),
        *arrow(676, "−log", "of the right one"),
        *loss_curve(784, probabilities[LABEL]),
    ]


if __name__ == "__main__":
    title = "An image becomes ten scores, softmax makes them probabilities, the loss is minus the log of one"
    save(HERE / "softmax.svg", WIDTH, HEIGHT, title, drawing(), "#f7f9fb")
