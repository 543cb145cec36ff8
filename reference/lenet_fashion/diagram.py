"""Draw lenet.svg, one fashion picture on its way through the twelve layers of LeNet, and lenet_compact.svg, its boxes.

    python reference/lenet_fashion/diagram.py

The same bytes come out every time. The pictures have a light background of their own, so that they read on a dark page
too.
"""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "assignments" / "data" / "FashionMNIST" / "raw" / "train-images-idx3-ubyte"
PICTURE = 0  # position of the drawn picture in the embedded training set: an ankle boot

WIDTH, HEIGHT = 1000, 400
BASE = 250  # y of the middle of everything that is drawn
INK, MUTED, FAINT, PAGE = "#1f2933", "#52606d", "#cbd2d9", "#fbfbf8"
CONV, POOL, DENSE = "#5b8db8", "#d9a441", "#6a9a5b"

# (name, channels, side in cells, colour): side lengths are drawn to scale
MAPS = [
    ("6 × 28 × 28", 6, 28, CONV),
    ("6 × 14 × 14", 6, 14, POOL),
    ("16 × 10 × 10", 16, 10, CONV),
    ("16 × 5 × 5", 16, 5, POOL),
]
STEPS = ["Conv2d 5×5|padding 2|Sigmoid", "AvgPool2d|2×2", "Conv2d 5×5||Sigmoid", "AvgPool2d|2×2", "Flatten"]
VECTORS = [("400", 400), ("120", 120), ("84", 84), ("10", 10)]
DENSE_STEPS = ["Linear|Sigmoid", "Linear|Sigmoid", "Linear"]

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

SCALE = 3.6  # pixels of the drawing for one pixel of a picture
SHIFT = 3.2  # how far each channel stands behind the one before it


def text(x: float, y: float, words: str, size: int = 13, colour: str = INK, weight: str = "normal") -> str:
    """Words centred at (x, y)."""
    style = f'font-size="{size}" fill="{colour}" font-weight="{weight}" text-anchor="middle"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{words}</text>'


def lines_of_text(x: float, bottom: float, words: str) -> list[str]:
    """Lines parted by `|`, the last one standing at `bottom`, the first one in bold."""
    rows = [row for row in words.split("|") if row]
    top = bottom - 15 * (len(rows) - 1)
    first, *rest = rows
    return [
        text(x, top, first, 12, INK, "bold"),
        *(text(x, top + 15 * i, row, 12, MUTED) for i, row in enumerate(rest, 1)),
    ]


def square(x: float, y: float, side: float, fill: str) -> str:
    """A square with its upper left corner at (x, y)."""
    return rectangle(x, y, side, side, fill, 'stroke="#ffffff" stroke-width="0.8"')


def rectangle(x: float, y: float, width: float, height: float, fill: str, style: str = "") -> str:
    """A rectangle with its upper left corner at (x, y)."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" {style}/>'


def guide(x: float, top: float) -> str:
    """A dotted line that leads from the name of a step at height `top` down to its arrow."""
    return f'<path d="M{x:.1f} {top} V{BASE - 6}" stroke="{FAINT}" stroke-dasharray="2 3"/>'


def arrow(x1: float, x2: float) -> str:
    """A short arrow to the right at the middle line."""
    return (
        f'<path d="M{x1:.1f} {BASE} H{x2 - 6:.1f}" stroke="{MUTED}" stroke-width="1.5" fill="none"/>'
        f'<path d="M{x2 - 7:.1f} {BASE - 4} L{x2:.1f} {BASE} L{x2 - 7:.1f} {BASE + 4} Z" fill="{MUTED}"/>'
    )


def picture(x: float) -> list[str]:
    """One real picture, dark on white, its left edge at `x`."""
    start = 16 + PICTURE * 28 * 28
    pixels = np.frombuffer(IMAGES.read_bytes()[start : start + 28 * 28], dtype=np.uint8).reshape(28, 28)
    side, top = 28 * SCALE, BASE - 14 * SCALE
    parts = [rectangle(x, top, side, side, "#ffffff", f'stroke="{FAINT}"')]
    for (row, column), value in np.ndenumerate(pixels):
        if value > 15:
            place = x + column * SCALE, top + row * SCALE
            parts.append(rectangle(*place, SCALE + 0.2, SCALE + 0.2, f"rgb({255 - value},{255 - value},{255 - value})"))
    parts += [text(x + side / 2, BASE + 92, "1 × 28 × 28"), text(x + side / 2, BASE + 110, "the picture", 12, MUTED)]
    return parts


def stack(x: float, channels: int, side: int, colour: str, name: str) -> tuple[list[str], float]:
    """The feature maps of one layer, one behind the other; also the x where the stack ends."""
    size, depth = side * SCALE, (channels - 1) * SHIFT
    top = BASE - size / 2 - depth / 2
    parts = [square(x + depth - i * SHIFT, top + i * SHIFT, size, colour) for i in range(channels)]
    width = size + depth
    return [*parts, text(x + width / 2, BASE + 92, name)], x + width


def bar(x: float, length: int, name: str) -> list[str]:
    """A vector as an upright bar; long ones are drawn with the square root of their length."""
    height = 9 * length**0.5
    return [
        rectangle(x, BASE - height / 2, 11, height, DENSE, 'rx="2"'),
        text(x + 5.5, BASE + 110, name),
    ]


def draw() -> str:
    """The whole picture as SVG text."""
    title = "LeNet: two rounds of looking for patterns, then three layers that decide"
    parts = [text(WIDTH / 2, 30, title, 17, INK, "bold"), *picture(14)]
    x, gap = 14 + 28 * SCALE, 62
    for (name, channels, side, colour), step in zip(MAPS, STEPS, strict=False):
        height = 116 if "Conv" in step else 146
        parts += [arrow(x + 4, x + gap - 4), *lines_of_text(x + gap / 2, height, step), guide(x + gap / 2, height + 6)]
        layer, x = stack(x + gap, channels, side, colour, name)
        parts += layer
    for (name, length), step in zip(VECTORS, [STEPS[4], *DENSE_STEPS], strict=True):
        parts += [arrow(x + 4, x + 52), *lines_of_text(x + 28, 146, step), guide(x + 28, 152)]
        parts += bar(x + 55, length, name)
        x += 67
    parts += legend()
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="Helvetica, Arial, sans-serif">\n'
        "<title>The layers of LeNet and the shape of the data after each</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="{PAGE}"/>\n{body}\n</svg>\n'
    )


def legend() -> list[str]:
    """What the three colours stand for."""
    entries = [
        (CONV, "after a convolution"),
        (POOL, "after average pooling"),
        (DENSE, "vectors: fully connected layers"),
    ]
    parts = []
    for i, (colour, words) in enumerate(entries):
        x = 220 + i * 200
        parts.append(f'<rect x="{x}" y="{HEIGHT - 27}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="{HEIGHT - 17}" font-size="12" fill="{MUTED}">{words}</text>')
    return parts


def draw_compact() -> str:
    """The network as a column of boxes, as SVG text."""
    width, box, step, top = 340, (280, 30), 48, 14
    height = top * 2 + step * (len(BOXES) - 1) + box[1]
    parts = []
    for i, (words, colour) in enumerate(BOXES):
        y = top + i * step
        parts.append(rectangle((width - box[0]) / 2, y, *box, colour, f'stroke="{INK}" rx="6" fill-opacity="0.55"'))
        parts.append(text(width / 2, y + 20, words))
        if i:
            parts.append(f'<path d="M{width / 2} {y - step + box[1]} V{y - 6}" stroke="{MUTED}" stroke-width="1.5"/>')
            parts.append(
                f'<path d="M{width / 2 - 4} {y - 7} L{width / 2} {y} L{width / 2 + 4} {y - 7} Z" fill="{MUTED}"/>'
            )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Helvetica, Arial, sans-serif">\n'
        "<title>LeNet as a column of boxes, one for each layer</title>\n"
        f'<rect width="{width}" height="{height}" rx="10" fill="{PAGE}"/>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    (HERE / "lenet.svg").write_text(draw(), encoding="utf-8")
    (HERE / "lenet_compact.svg").write_text(draw_compact(), encoding="utf-8")
