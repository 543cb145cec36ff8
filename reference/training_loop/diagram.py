"""Draw training_loop.svg, the picture of the lesson: `python diagram.py`. The same bytes every time."""

import math
from pathlib import Path

WIDTH, HEIGHT = 720, 440
CENTRE = (300, 220)
RADIUS = 160
BOX = (170, 50)

STATIONS = [  # clockwise from the top: title, what it is in code, colour
    ("take a batch", "for images, labels in loader", "#e3f0fb"),
    ("forward", "preds = network(images)", "#e3f0fb"),
    ("loss", "how wrong are the preds?", "#e3f0fb"),
    ("clear gradients", "forget the last batch", "#fdeccf"),
    ("backward", "a slope for every weight", "#fdeccf"),
    ("step", "move every weight a little", "#dcf3df"),
]

STYLE = """
  text { font-family: Helvetica, Arial, sans-serif; fill: #1d2733; text-anchor: middle; }
  .title { font-size: 15px; font-weight: bold; }
  .code { font-size: 11px; fill: #44505c; }
  .note { font-size: 13px; }
  .left { text-anchor: start; }
  .box { stroke: #5b6b7b; stroke-width: 1.2; }
  .arrow { fill: none; stroke: #5b6b7b; stroke-width: 2; marker-end: url(#head); }
  .epoch { stroke: #b5651d; stroke-dasharray: 6 4; }
""".strip("\n")


def position(station: float) -> tuple[float, float]:
    """Centre of a station on the circle; 0 is the top, stations run clockwise, wider than high."""
    angle = 2 * math.pi * station / len(STATIONS) - math.pi / 2
    return CENTRE[0] + 1.25 * RADIUS * math.cos(angle), CENTRE[1] + RADIUS * math.sin(angle)


def box(station: int) -> str:
    """One station: a rounded box with its title and what happens there."""
    x, y = position(station)
    title, code, colour = STATIONS[station]
    width, height = BOX
    return (
        f'<rect class="box" x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width}" height="{height}" rx="9"'
        f' fill="{colour}"/>'
        f'<text class="title" x="{x:.1f}" y="{y - 4:.1f}">{station + 1}. {title}</text>'
        f'<text class="code" x="{x:.1f}" y="{y + 15:.1f}">{code}</text>'
    )


def edge(station: int, towards: tuple[float, float], gap: float = 7) -> tuple[float, float]:
    """The point a little outside a station's box on the way to the point `towards`."""
    x, y = position(station)
    dx, dy = towards[0] - x, towards[1] - y
    reach = min((BOX[0] / 2 + gap) / max(abs(dx), 1e-9), (BOX[1] / 2 + gap) / max(abs(dy), 1e-9))
    return x + reach * dx, y + reach * dy


def arrow(station: int) -> str:
    """The arrow from a station to the one after it."""
    following = (station + 1) % len(STATIONS)
    x1, y1 = edge(station, position(following))
    x2, y2 = edge(following, position(station))
    return f'<path class="arrow" d="M {x1:.1f} {y1:.1f} L {x2:.1f} {y2:.1f}"/>'


def epoch_loop() -> str:
    """The outer way: when the batches are used up, the next epoch starts at the top again."""
    x, y = position(0)
    right = x + BOX[0] / 2
    lines = ("no batch left: one epoch is over,", "the next begins with the first batch")
    return f'<path class="arrow epoch" d="M {right + 4:.1f} {y + 11:.1f} h 70 a 11 11 0 0 0 0 -22 h -67"/>' + "".join(
        f'<text class="note left" x="{right + 96:.1f}" y="{y - 3 + 18 * row:.1f}">{line}</text>'
        for row, line in enumerate(lines)
    )


def draw() -> str:
    """The whole picture as SVG text, on a light ground of its own."""
    x, y = CENTRE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}">',
        "<title>The training loop: six stations for every batch, all batches for every epoch</title>",
        f"<style>\n{STYLE}\n</style>",
        "<defs>",
        '<marker id="head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto">',
        '<path d="M 0 0 L 10 5 L 0 10 z" fill="#5b6b7b"/>',
        "</marker></defs>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#fbfaf7"/>',
        *(arrow(station) for station in range(len(STATIONS))),
        *(box(station) for station in range(len(STATIONS))),
        epoch_loop(),
        f'<text class="title" x="{x}" y="{y - 12}">one batch,</text>',
        f'<text class="title" x="{x}" y="{y + 8}">one step</text>',
        f'<text class="note" x="{x}" y="{y + 30}">again until no batch is left</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("training_loop.svg").write_text(draw(), encoding="utf-8")
