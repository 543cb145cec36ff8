"""Draw training_loop.svg, the picture of the lesson: `python reference/training_loop/diagram.py`."""

import math
from pathlib import Path

from autograder.authoring.diagram import INK, box, element, save, text

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

EDGE, CODE = "#5b6b7b", "#44505c"
ARROW = {"fill": "none", "stroke_width": 2, "marker_end": "url(#head)"}


def position(station: float) -> tuple[float, float]:
    """Centre of a station on the circle; 0 is the top, stations run clockwise, wider than high."""
    angle = 2 * math.pi * station / len(STATIONS) - math.pi / 2
    return CENTRE[0] + 1.25 * RADIUS * math.cos(angle), CENTRE[1] + RADIUS * math.sin(angle)


def station_box(station: int) -> list[str]:
    """One station: a rounded box with its title and what happens there."""
    x, y = position(station)
    title, code, colour = STATIONS[station]
    width, height = BOX
    return [
        box(x - width / 2, y - height / 2, width, height, colour, rx=9, stroke=EDGE, stroke_width=1.2),
        text(x, y - 4, f"{station + 1}. {title}", 15, font_weight="bold"),
        text(x, y + 15, code, 11, CODE),
    ]


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
    return element("path", d=f"M {x1:.1f} {y1:.1f} L {x2:.1f} {y2:.1f}", stroke=EDGE, **ARROW)


def epoch_loop() -> list[str]:
    """The outer way: when the batches are used up, the next epoch starts at the top again."""
    x, y = position(0)
    right = x + BOX[0] / 2
    way = f"M {right + 4:.1f} {y + 11:.1f} h 70 a 11 11 0 0 0 0 -22 h -67"
    lines = ("no batch left: one epoch is over,", "the next begins with the first batch")
    words = [text(right + 96, y - 3 + 18 * row, line, 13, INK, "start") for row, line in enumerate(lines)]
    return [element("path", d=way, stroke="#b5651d", stroke_dasharray="6 4", **ARROW), *words]


def draw() -> list[str]:
    """The whole picture."""
    x, y = CENTRE
    head = element("path", d="M 0 0 L 10 5 L 0 10 z", fill=EDGE)
    size = {"viewBox": "0 0 10 10", "refX": 8, "refY": 5, "markerWidth": 7, "markerHeight": 7, "orient": "auto"}
    return [
        element("defs", element("marker", head, id="head", **size)),
        *(arrow(station) for station in range(len(STATIONS))),
        *(part for station in range(len(STATIONS)) for part in station_box(station)),
        *epoch_loop(),
        text(x, y - 12, "one batch,", 15, font_weight="bold"),
        text(x, y + 8, "one step", 15, font_weight="bold"),
        text(x, y + 30, "again until no batch is left", 13),
    ]


if __name__ == "__main__":
    title = "The training loop: six stations for every batch, all batches for every epoch"
    save(Path(__file__).with_name("training_loop.svg"), WIDTH, HEIGHT, title, draw(), "#fbfaf7")
