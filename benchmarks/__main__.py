"""What the kit costs, beside stock nbgrader and otter-grader on the same machine: `make bench`, about 19 minutes.

    python -m benchmarks                  # every part, one after the other
    python -m benchmarks class verdict    # only these; the others stay as they were measured

Writes benchmarks/results.json, docs/performance.md and its figures, and prints the table of targets.
"""

import importlib
import importlib.metadata
import json
import platform
import sys
import time

from rich.console import Console
from rich.table import Table

from benchmarks import page, plot
from benchmarks.measure import BUILD, CORES, ROOT

PARTS = {
    "start": "start", "verdict": "verdict", "memory": "memory", "class": "classes", "peers": "peers",
    "growth": "growth", "desk": "desk", "cluster": "cluster", "assignments": "assignments",
}  # fmt: skip
RESULTS = ROOT / "benchmarks" / "results.json"
DOCS = ROOT / "docs"


def write(results: dict) -> None:
    """Write the page and the figures that can be drawn from `results`."""
    (DOCS / "performance.md").write_text(page.page(results), encoding="utf-8")
    if {"class", "peers"} <= set(results):
        (DOCS / "images" / "performance.svg").write_text(plot.throughput(results), encoding="utf-8")
    if "growth" in results:
        (DOCS / "images" / "performance-growth.svg").write_text(plot.growth(results), encoding="utf-8")


def table(results: dict) -> Table:
    """The targets, as the terminal shows them."""
    made = Table(pad_edge=False)
    for heading in ("what", "target", "found", ""):
        made.add_column(heading, justify="left" if heading in ("what", "") else "right")
    for row in page.rows(results):
        made.add_row(*row[:3], row[3].strip("*"), style="" if row[3] == "met" else "yellow")
    return made


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    for name in wanted:
        if name not in PARTS:
            print(f"There is no part `{name}`. Parts: {', '.join(PARTS)}.", file=sys.stderr)
            return 2
    BUILD.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for name in wanted:
        began = time.monotonic()
        results[name] = importlib.import_module(f"benchmarks.parts.{PARTS[name]}").measure()
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
        results["when"] = (
            f"{time.strftime('%-d %B %Y')}, {CORES} cores, Linux {platform.release()}, Python {platform.python_version()}, "
            f"torch {importlib.metadata.version('torch')}"
        )
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        write(results)
    Console().print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
