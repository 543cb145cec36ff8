"""Draw the network of the lesson: `python reference/mlp_from_scratch/diagram.py` writes network.svg beside it."""

from itertools import pairwise, product
from pathlib import Path

WIDTH, HEIGHT = 800, 470
TOP, BOTTOM = 70, 400
RADIUS = 8
PAPER, INK, QUIET, EDGE = "#fcfcfa", "#22303c", "#5d6b78", "#8fa3b5"

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
    first = (TOP + BOTTOM) / 2 - step * (count - 1) / 2
    places = [first + step * index for index in range(count)]
    middle = count // 2
    return places[: middle - 1] + places[middle + 1 :] if gap else places


def text(x: float, y: float, words: str, size: int = 14, fill: str = INK, anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{words}</text>'


def edges() -> list[str]:
    """Every neuron joined with every neuron of the next layer."""
    columns = [(x, heights(count, index == 0)) for index, (_, _, x, count, _) in enumerate(LAYERS)]
    return [
        f'<line x1="{left}" y1="{y1:.1f}" x2="{right}" y2="{y2:.1f}"/>'
        for (left, starts), (right, ends) in pairwise(columns)
        for y1, y2 in product(starts, ends)
    ]


def neurons() -> list[str]:
    """The circles of all layers, three dots for the pixels left out, and the digits behind the outputs."""
    drawn = []
    for index, (caption, note, x, count, fill) in enumerate(LAYERS):
        places = heights(count, index == 0)
        drawn += [f'<circle cx="{x}" cy="{y:.1f}" r="{RADIUS}" fill="{fill}"/>' for y in places]
        drawn += [text(x, 34, caption, 15), text(x, 52, note, 13, QUIET)]
    middle = (TOP + BOTTOM) / 2
    drawn += [f'<circle cx="170" cy="{middle + shift}" r="2" fill="{INK}" stroke="none"/>' for shift in (-9, 0, 9)]
    drawn += [text(712, y + 5, str(digit), 14, INK, "start") for digit, y in enumerate(heights(10, False))]
    return drawn


def picture() -> list[str]:
    """A 7 in coarse pixels: what goes in."""
    rows = ("1111", "0001", "0010", "0100", "0100")
    side, left, top = 14, 36, 200
    drawn = [f'<rect x="{left - side}" y="{top - side}" width="{6 * side}" height="{7 * side}" fill="#ffffff"/>']
    for (row, line), column in product(enumerate(rows), range(4)):
        if line[column] == "1":
            x, y = left + column * side, top + row * side
            drawn.append(f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{INK}" stroke="none"/>')
    arrow = f'<path d="M118 235 H142 M136 229 L143 235 L136 241" fill="none" stroke="{INK}"/>'
    return [*drawn, text(64, 305, "28 × 28", 13, QUIET), arrow]


def draw() -> str:
    """The whole drawing as SVG, on a light ground of its own so that it reads on a dark page."""
    between = [(left[2] + right[2]) / 2 for left, right in pairwise(LAYERS)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"',
            ' role="img" font-family="Helvetica, Arial, sans-serif">',
            "<title>A network of 784 inputs, two hidden layers of 16 neurons and 10 outputs</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="{PAPER}"/>',
            f'<g stroke="{EDGE}" stroke-width="0.5" stroke-opacity="0.55">',
            *edges(),
            "</g>",
            f'<g stroke="{INK}" stroke-width="1.2">',
            *[line.replace("<text ", '<text stroke="none" ') for line in neurons() + picture()],
            "</g>",
            *[text(x, 432, words, 13, QUIET) for x, words in zip(between, WEIGHTS, strict=True)],
            text(WIDTH / 2, 456, LEGEND, 13, QUIET),
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    Path(__file__).with_name("network.svg").write_text(draw(), encoding="utf-8")
