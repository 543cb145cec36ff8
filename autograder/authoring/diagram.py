"""One kit for the lessons' diagrams: SVG as text, on a light ground of its own. Same code, same bytes.

Coordinates are pixels from the upper left corner. A diagram.py beside a lesson draws with these and calls `save`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

INK, MUTED, FAINT = "#1f2933", "#52606d", "#cbd2d9"
FONT = "Helvetica, Arial, sans-serif"
DARKEST_UNSEEN = 15  # grey values up to here are left white


def number(value: Any) -> str:
    """A coordinate to a tenth of a pixel; words as they are."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, int | float) else str(value)


def element(name: str, content: str = "", **attributes: Any) -> str:
    """One SVG element: `stroke_width=2` becomes `stroke-width="2"`, None leaves an attribute out."""
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None]
    opening = " ".join([name, *(f'{key}="{number(value)}"' for key, value in given)])
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def text(x: float, y: float, words: str, size: int = 14, fill: str = INK, anchor: str = "middle", **style: Any) -> str:
    """A line of words, centred at `x` unless `anchor` says otherwise, its foot at `y`."""
    return element("text", words, x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, **style)


def box(x: float, y: float, width: float, height: float, fill: str, **style: Any) -> str:
    """A rectangle with its upper left corner at (x, y)."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **style)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str | None = FAINT, **style: Any) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **style)


def circle(x: float, y: float, radius: float, fill: str, **style: Any) -> str:
    return element("circle", cx=x, cy=y, r=radius, fill=fill, **style)


def arrow(start: float, end: float, y: float, colour: str = MUTED, width: float = 1.5) -> list[str]:
    """An arrow to the right at height `y`."""
    head = f"M{number(end - 7)} {number(y - 4)} L{number(end)} {number(y)} L{number(end - 7)} {number(y + 4)} Z"
    return [line(start, y, end - 6, y, colour, stroke_width=width), element("path", d=head, fill=colour)]


def picture(file: Path, index: int, x: float, y: float, side: float) -> list[str]:
    """Picture `index` of an idx file of 28×28 pixels, dark on white in a frame of `side` pixels."""
    import numpy as np

    start = 16 + index * 28 * 28
    pixels = np.frombuffer(file.read_bytes()[start : start + 28 * 28], dtype=np.uint8).reshape(28, 28)
    cell = side / 28
    parts = [box(x, y, side, side, "#ffffff", stroke=FAINT)]
    for (row, column), value in np.ndenumerate(pixels):
        if value > DARKEST_UNSEEN:
            grey = f"rgb({255 - value},{255 - value},{255 - value})"
            parts.append(box(x + column * cell, y + row * cell, cell + 0.2, cell + 0.2, grey))
    return parts


def save(path: Path, width: int, height: int, title: str, parts: Iterable[str], paper: str = "#ffffff") -> None:
    """Write the drawing; `title` is what is read aloud in its place."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONT}" role="img">'
    )
    ground = box(0, 0, width, height, paper, rx=8)
    path.write_text("\n".join([head, element("title", title), ground, *parts, "</svg>", ""]), encoding="utf-8")
