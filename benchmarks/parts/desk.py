"""How soon somebody can work with two thousand submissions: the class page and the pages of the desk, in a browser."""

import time
from typing import Any

from benchmarks.measure import median
from benchmarks.parts import growth
from tests.browser import CHROMIUM, DRIVER, chromium
from tests.gradebook.desk import desk

RUNS = 3
PAGES = {
    "class": "/tiny", "students": "/tiny/students", "an exercise": "/tiny/exercise/double", "people": "/tiny/people",
    "similar work": "/tiny/similar", "trail": "/tiny/trail",
}  # fmt: skip
PAINTED = """const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000)));"""


def measure() -> dict:
    """{"class_page": seconds, "pages": {page: seconds}}: from the address to the page loaded and drawn; medians.

    The class is the largest of `growth`, which comes first.
    """
    if not (CHROMIUM and DRIVER):
        raise RuntimeError("no Chromium here: apt-get install chromium chromium-driver")
    course, size = growth.COURSE, growth.SIZES[-1]
    reports = course / f"reports-{size}"
    with (
        desk(course, reports, "--course", course, "--submitted", f"class-{size}") as (address, _),
        chromium() as window,
    ):
        window.get(address)
        window.add_cookie({"name": "who", "value": "Grace"})
        base = address.partition("/enter")[0]
        window.get(base + PAGES["class"])  # reads the reports
        return {
            "class_page": _usable(window, (reports / "class-tiny.html").as_uri()),
            "pages": {name: _usable(window, base + path) for name, path in PAGES.items()},
        }


def _usable(window: Any, address: str) -> float:
    """Seconds until the page is there and drawn, when the desk has to look at the class anew."""
    seconds = []
    for _ in range(RUNS):
        time.sleep(1.1)
        window.get(address)
        if not window.find_elements("css selector", "h1"):
            raise RuntimeError(f"{address} shows no page")
        seconds.append(window.execute_async_script(PAINTED))
    return median(seconds)
