"""Draw the network of the lesson: `python reference/mlp_from_scratch/diagram.py` writes network.svg beside it."""

from itertools import pairwise, product
from pathlib import Path

from autograder.authoring.diagram import INK, MUTED, box, circle, element, line, save, text

WIDTH, HEIGHT = 800, 470
TOP, BOTTOM = 70, 400
MIDDLE = (TOP + BOTTOM) / 2
EDGE = "#8fa3b5"

# (caption, note, x in pixels, neurons drawn, fill)
LAYERS = (
    ("784 pixels", "the picture", 170, 14, "#ffffff"),
    ("16 neurons", "hidden1", 360, 16, "#cfe3f5"),
    ("16 neurons", "hidden2", 530, 16, "#cfe3f5"),
    ("10 outputs", "output", 690, 10, "#f7dcb8"),
)
LEGEND = "a line is a weight; every neuron has a bias and the logistic function behind its sum"
WEIGHTS = ("12,560 parameters", "272", "170")


def heights(count: int, gap: bool) -> list[float]:
    """The y of each of `count` neurons in pixels, evenly spaced; `gap` leaves the two in the middle out."""
    step = (BOTTOM - TOP) / 15
    places = [MIDDLE - step * (count - 1) / 2 + step * index for index in range(count)]
    middle = count // 2
    return places[: middle - 1] + places[middle + 1 :] if gap else places


def edges() -> list[str]:
    """Every neuron joined with every neuron of the next layer."""
    columns = [(x, heights(count, index == 0)) for index, (_, _, x, count, _) in enumerate(LAYERS)]
    return [
        line(left, y1, right, y2, None)
        for (left, starts), (right, ends) in pairwise(columns)
        for y1, y2 in product(starts, ends)
    ]


def neurons() -> list[str]:
    """The circles of all layers, and three dots for the pixels left out."""
    drawn = [
        circle(x, y, 8, fill) for index, (_, _, x, count, fill) in enumerate(LAYERS) for y in heights(count, index == 0)
    ]
    return drawn + [circle(170, MIDDLE + shift, 2, INK, stroke="none") for shift in (-9, 0, 9)]


def seven() -> list[str]:
    """A 7 in coarse pixels: what goes in, and the arrow that leads on."""
    rows = ("1111", "0001", "0010", "0100", "0100")
    side, left, top = 14, 36, 200
    drawn = [box(left - side, top - side, 6 * side, 7 * side, "#ffffff")]
    for (row, cells), column in product(enumerate(rows), range(4)):
        if cells[column] == "1":
            drawn.append(box(left + column * side, top + row * side, side, side, INK, stroke="none"))
    return [*drawn, element("path", d="M118 235 H142 M136 229 L143 235 L136 241", fill="none", stroke=INK)]


def words() -> list[str]:
    """What is written beside, above and below the drawing."""
    said = [text(64, 305, "28 × 28", 13, MUTED), text(WIDTH / 2, 456, LEGEND, 13, MUTED)]
    said += [text(712, y + 5, str(digit), 14, INK, "start") for digit, y in enumerate(heights(10, False))]
    for caption, note, x, _, _ in LAYERS:
        said += [text(x, 34, caption, 15), text(x, 52, note, 13, MUTED)]
    between = [(left[2] + right[2]) / 2 for left, right in pairwise(LAYERS)]
    return said + [text(x, 432, count, 13, MUTED) for x, count in zip(between, WEIGHTS, strict=True)]


if __name__ == "__main__":
    lines = element("g", "\n".join(edges()), stroke=EDGE, stroke_width=0.5, stroke_opacity="0.55")
    shapes = element("g", "\n".join(neurons() + seven()), stroke=INK, stroke_width=1.2)
    title = "A network of 784 inputs, two hidden layers of 16 neurons and 10 outputs"
    save(Path(__file__).with_name("network.svg"), WIDTH, HEIGHT, title, [lines, shapes, *words()], "#fcfcfa")
