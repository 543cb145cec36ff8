"""Draw lenet.svg, one fashion picture on its way through the twelve layers of LeNet, and lenet_compact.svg, its boxes.

python reference/lenet_fashion/diagram.py
"""

from pathlib import Path

from autograder.authoring.diagram import FAINT, INK, MUTED, arrow, box, element, picture, save, text

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "assignments" / "data" / "FashionMNIST" / "raw" / "train-images-idx3-ubyte"
PICTURE = 0  # position of the drawn picture in the embedded training set: an ankle boot

WIDTH, HEIGHT = 1000, 400
BASE = 250  # y of the middle of everything that is drawn
CONV, POOL, DENSE = "#5b8db8", "#d9a441", "#6a9a5b"
COLOURS = ((CONV, "after a convolution"), (POOL, "after average pooling"), (DENSE, "vectors: fully connected layers"))

# (name, channels, side in cells, colour): side lengths are drawn to scale
MAPS = [
    ("6 × 28 × 28", 6, 28, CONV),
    ("6 × 14 × 14", 6, 14, POOL),
    ("16 × 10 × 10", 16, 10, CONV),
    ("16 × 5 × 5", 16, 5, POOL),
]
STEPS = ["Conv2d 5×5|padding 2|Sigmoid", "AvgPool2d|2×2", "Conv2d 5×5||Sigmoid", "AvgPool2d|2×2"]
VECTORS = [("400", 400), ("120", 120), ("84", 84), ("10", 10)]
DENSE_STEPS = ["Flatten", "Linear|Sigmoid", "Linear|Sigmoid", "Linear"]

BOXES = [  # from top to bottom: what stands in the box, colour
    ("picture (28 × 28)", "#ffffff"),
    ("5 × 5 convolution (6), padding 2", CONV),
    ("2 × 2 average pooling, stride 2", POOL),
    ("5 × 5 convolution (16)", CONV),
    ("2 × 2 average pooling, stride 2", POOL),
    ("linear (120)", DENSE),
    ("linear (84)", DENSE),
    ("linear (10)", DENSE),
]

COLUMN, BOX, PITCH, TOP = 340, (280, 30), 48, 14  # of the compact picture

SCALE = 3.6  # pixels of the drawing for one pixel of a picture
SHIFT = 3.2  # how far each channel stands behind the one before it


def step(start: float, end: float, words: str, bottom: float) -> list[str]:
    """An arrow with its name above: lines parted by `|`, the last one at `bottom`, a dotted line leading down."""
    rows, middle = [row for row in words.split("|") if row], (start + end) / 2
    top = bottom - 15 * (len(rows) - 1)
    lines = [text(middle, top + 15 * i, row, 12, MUTED) for i, row in enumerate(rows[1:], 1)]
    guide = element("path", d=f"M{middle:.1f} {bottom + 6} V{BASE - 6}", stroke=FAINT, stroke_dasharray="2 3")
    return [*arrow(start, end, BASE), text(middle, top, rows[0], 12, font_weight="bold"), *lines, guide]


def stack(x: float, channels: int, side: int, colour: str, name: str) -> tuple[list[str], float]:
    """The feature maps of one layer, one behind the other; also the x where the stack ends."""
    size, depth = side * SCALE, (channels - 1) * SHIFT
    top, edge = BASE - size / 2 - depth / 2, {"stroke": "#ffffff", "stroke_width": 0.8}
    parts = [box(x + depth - i * SHIFT, top + i * SHIFT, size, size, colour, **edge) for i in range(channels)]
    return [*parts, text(x + (size + depth) / 2, BASE + 92, name, 13)], x + size + depth


def bar(x: float, length: int, name: str) -> list[str]:
    """A vector as an upright bar; long ones are drawn with the square root of their length."""
    height = 9 * length**0.5
    return [box(x, BASE - height / 2, 11, height, DENSE, rx=2), text(x + 5.5, BASE + 110, name, 13)]


def draw() -> list[str]:
    """The whole picture."""
    side = 28 * SCALE
    title = "LeNet: two rounds of looking for patterns, then three layers that decide"
    parts = [text(WIDTH / 2, 30, title, 17, INK, font_weight="bold")]
    parts += picture(IMAGES, PICTURE, 14, BASE - side / 2, side)
    parts.append(text(14 + side / 2, BASE + 92, "1 × 28 × 28", 13))
    parts.append(text(14 + side / 2, BASE + 110, "the picture", 12, MUTED))
    x, gap = 14 + side, 62
    for (name, channels, cells, colour), words in zip(MAPS, STEPS, strict=True):
        parts += step(x + 4, x + gap - 4, words, 116 if "Conv" in words else 146)
        layer, x = stack(x + gap, channels, cells, colour, name)
        parts += layer
    for (name, length), words in zip(VECTORS, DENSE_STEPS, strict=True):
        parts += [*step(x + 4, x + 52, words, 146), *bar(x + 55, length, name)]
        x += 67
    for i, (colour, words) in enumerate(COLOURS):
        parts.append(box(220 + i * 200, HEIGHT - 27, 12, 12, colour))
        parts.append(text(238 + i * 200, HEIGHT - 17, words, 12, MUTED, "start"))
    return parts


def draw_compact() -> list[str]:
    """The network as a column of boxes."""
    parts = []
    for i, (words, colour) in enumerate(BOXES):
        y = TOP + i * PITCH
        edge = {"stroke": INK, "rx": 6, "fill_opacity": 0.55}
        parts += [box((COLUMN - BOX[0]) / 2, y, *BOX, colour, **edge), text(COLUMN / 2, y + 20, words, 13, INK)]
        if i:
            x, above = COLUMN / 2, y - PITCH + BOX[1]
            parts.append(element("path", d=f"M{x} {above} V{y - 6}", stroke=MUTED, stroke_width=1.5))
            parts.append(element("path", d=f"M{x - 4} {y - 7} L{x} {y} L{x + 4} {y - 7} Z", fill=MUTED))
    return parts


if __name__ == "__main__":
    title = "The layers of LeNet and the shape of the data after each"
    save(HERE / "lenet.svg", WIDTH, HEIGHT, title, draw(), "#fbfbf8")
    title = "LeNet as a column of boxes, one for each layer"
    height = 2 * TOP + PITCH * (len(BOXES) - 1) + BOX[1]
    save(HERE / "lenet_compact.svg", COLUMN, height, title, draw_compact(), "#fbfbf8")
