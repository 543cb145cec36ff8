"""Draw lenet5.svg: LeNet-5 from the image to ten scores, with the size after every layer.

python reference/lenet5_mnist/diagram.py
"""

from pathlib import Path

from autograder.authoring.diagram import INK, MUTED, arrow, box, save, text

WIDTH, HEIGHT = 900, 300
MIDDLE = 140  # y of the line on which all layers are centred
IMAGE, CONVOLUTION, POOLING, LINEAR = "#e4e7eb", "#9bc1e6", "#bfe3c5", "#f7cf9d"
EDGE = {"stroke": INK, "stroke_width": 0.8}

# (name, size after the layer, left edge x, number of maps, width of a map in px, colour)
MAPS = [
    ("image", "1×28×28", 20, 1, 84, IMAGE),
    ("conv1", "6×30×30", 142, 6, 90, CONVOLUTION),
    ("pool", "6×15×15", 290, 6, 45, POOLING),
    ("conv2", "16×13×13", 400, 16, 39, CONVOLUTION),
    ("pool", "16×6×6", 530, 16, 18, POOLING),
]
# (name, size, left edge x, height in px, colour)
COLUMNS = [
    ("flatten", "576", 634, 190, POOLING),
    ("fc1", "120", 700, 120, LINEAR),
    ("fc2", "84", 764, 90, LINEAR),
    ("fc3", "10", 828, 40, LINEAR),
]
# What happens between two layers, as arrows: (from x, to x, words above)
STEPS = [
    (107, 138, "3×3, padding 2"),
    (257, 286, "ReLU, 2×2 max"),
    (364, 396, "3×3"),
    (482, 526, "ReLU, 2×2 max"),
    (592, 630, ""),
    (655, 696, ""),
    (721, 760, "ReLU"),
    (785, 824, "ReLU"),
]
SHIFT = {1: 0.0, 6: 5.0, 16: 2.5}  # px by which each map is drawn right of and below the one before, by their number


def stack(name: str, size: str, x: float, count: int, width: float, colour: str) -> list[str]:
    """Feature maps as a stack of squares, with the layer's name and output size below."""
    shift = SHIFT[count]
    extent = width + shift * (count - 1)
    top = MIDDLE - extent / 2
    squares = [box(x + shift * i, top + shift * i, width, width, colour, **EDGE) for i in range(count)]
    return squares + caption(x + extent / 2, name, size)


def column(name: str, size: str, x: float, height: float, colour: str) -> list[str]:
    """A vector as an upright bar, with the layer's name and length below."""
    return [box(x, MIDDLE - height / 2, 18, height, colour, **EDGE), *caption(x + 9, name, size)]


def caption(x: float, name: str, size: str) -> list[str]:
    """Name and output size of a layer."""
    return [text(x, 266, name, font_weight="bold"), text(x, 284, size, 13, MUTED)]


def step(start: float, end: float, words: str) -> list[str]:
    """An arrow from x = `start` to `end` on the middle line, and what happens there, above the drawing."""
    return [*arrow(start, end, MIDDLE, INK), *([text((start + end) / 2, 28, words, 12, MUTED)] if words else [])]


if __name__ == "__main__":
    shapes = [
        part for draw, rows in ((stack, MAPS), (column, COLUMNS), (step, STEPS)) for row in rows for part in draw(*row)
    ]
    title = "LeNet-5: two convolutions with pooling, then three linear layers"
    save(Path(__file__).with_name("lenet5.svg"), WIDTH, HEIGHT, title, shapes)
