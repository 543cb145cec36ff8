"""Regenerates docs/reliability.md: attacks tried and held, here and under stock nbgrader; faults; fuzzed inputs.

    python benchmarks/reliability.py                 # everything, about fifteen minutes on two cores
    python benchmarks/reliability.py ours inputs     # only these parts; the others stay as they were measured

Needs Linux with bubblewrap: stock nbgrader is attacked in a container, for the sake of this machine.
"""

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from hostile import arena, stock  # noqa: E402
from hostile.attacks import ATTACKS  # noqa: E402

PAGE, FIGURES = ROOT / "docs" / "reliability.md", ROOT / "benchmarks" / "reliability.json"
KILLS, SHARES = 30, 3
GUIDED = "2,255,710 inputs, no crash and no hang"  # 810,835 notebooks, 1,405,929 answers, 38,946 of grading.toml
KINDS = list(dict.fromkeys(attack.kind for attack in ATTACKS))


def ours() -> dict:
    """Attack this kit."""
    results, neighbours, _ = arena.ours(Path(tempfile.mkdtemp(prefix="arena-")), ATTACKS)
    exact = sum((results[a.name].score, results[a.name].status) == (a.score, a.status) for a in ATTACKS)
    honest = sum(outcome.score == 4 and not outcome.gains for outcome in neighbours.values())
    through = {name: outcome.gains for name, outcome in results.items() if outcome.gains}
    return {"through": through, "exact": exact, "honest": honest, "neighbours": len(neighbours)}


def theirs() -> dict:
    """Attack stock nbgrader."""
    shares = [ATTACKS[start::SHARES] for start in range(SHARES)]  # a share that hangs does not hold up the other
    folders = [Path(tempfile.mkdtemp(prefix="stock-")) for _ in shares]
    results: dict[str, arena.Outcome] = {}
    with ThreadPoolExecutor(SHARES) as threads:
        for part in threads.map(stock.theirs, folders, shares):
            results |= part
    best = max((outcome.score or 0 for outcome in results.values()), default=0)
    through = {name: outcome.gains for name, outcome in results.items() if outcome.gains}
    return {"through": through, "best": best, "version": importlib.metadata.version("nbgrader")}


def pytest(folder: str, *options: str) -> tuple[str, list[tuple[str, bool]]]:
    """Run the tests in `folder`: what they printed, and each test's name and whether it passed."""
    with tempfile.TemporaryDirectory() as made:
        xml = Path(made, "results.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"tests/{folder}", f"--junitxml={xml}", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        cases = ElementTree.parse(xml).iter("testcase")
        tests = [
            (case.get("name") or "", case.find("failure") is None and case.find("error") is None) for case in cases
        ]
    return done.stdout, tests


def faults() -> dict:
    """Inject every fault; a test that kills a grader thirty times counts as thirty."""
    _, tests = pytest("faults")
    weights = {name: KILLS if "thirty" in name else 1 for name, _ in tests}
    survived = sum(weights[name] for name, passed in tests if passed)
    return {"injected": sum(weights.values()), "survived": survived, "tests": dict(tests)}


def inputs() -> dict:
    """Feed the readers; hypothesis says how many examples it made."""
    printed, tests = pytest("fuzz", "--hypothesis-show-statistics")
    passing = [int(n) for n in re.findall(r"(\d+) passing examples", printed)]
    failing = [int(n) for n in re.findall(r"(\d+) failing examples", printed)]
    fixed = [passed for name, passed in tests if "[" in name]
    handled = sum(passing) + sum(fixed)
    return {"tried": handled + sum(failing) + fixed.count(False), "handled": handled}


PARTS = {"ours": ours, "stock": theirs, "faults": faults, "inputs": inputs}


def table(figures: dict) -> str:
    """Attacks by kind, side by side."""
    tried = Counter(attack.kind for attack in ATTACKS)
    kinds = {attack.name: attack.kind for attack in ATTACKS}
    here, there = (Counter(kinds[name] for name in figures[part]["through"]) for part in ("ours", "stock"))
    lines = ["| kind of attack | tried | held here | held by stock nbgrader |", "|---|---:|---:|---:|"]
    lines += [
        f"| {kind} | {tried[kind]} | {tried[kind] - here[kind]} | {tried[kind] - there[kind]} |" for kind in KINDS
    ]
    everything = len(ATTACKS)
    held = [everything - len(figures[part]["through"]) for part in ("ours", "stock")]
    return "\n".join([*lines, f"| **all** | **{everything}** | **{held[0]}** | **{held[1]}** |"])


def page(figures: dict) -> str:
    """docs/reliability.md."""
    gains = Counter(gain for found in figures["stock"]["through"].values() for gain in found)
    got = "; ".join(f"{count} × {gain}" for gain, count in gains.most_common())
    here, fault, fuzz = figures["ours"], figures["faults"], figures["inputs"]
    when = figures["when"]
    return f"""\
# Reliability, measured

Regenerate every figure here with `python benchmarks/reliability.py`. Measured on {when}.

## Attacks

{len(ATTACKS)} hostile submissions stand in `tests/hostile/attacks.py`, among {here["neighbours"]} honest ones. An attack
has been held when it got no point more than its solutions earn, none of what it wanted (a secret, a process, memory), left
no trace outside, was heard by no socket, and stopped or delayed nobody.

{table(figures)}

- Here {here["exact"]} of {len(ATTACKS)} have the exact score and status that is asked for, and {here["honest"]} of
  {here["neighbours"]} honest neighbours were graded as always.
- Stock nbgrader {figures["stock"]["version"]}, same notebooks, same run, in a container without which it would have
  fared worse: {got}. The highest score was {figures["stock"]["best"]:g} of 4 points.

## Faults

{fault["survived"]} of {fault["injected"]} survived (`tests/faults/`): the grader killed with SIGKILL {KILLS} times at random
moments of a class of 200, ending with the same table and nothing graded twice; its workers and the zygote killed; a
submission that always kills its worker; two graders on one folder; Ctrl-C; a full disk, a read-only folder, a file in its
place; a clock that jumps by days at every look; a submission that changes while it is read.

## Inputs

{fuzz["handled"]:,} of {fuzz["tried"]:,} generated inputs handled (`tests/fuzz/`): notebooks, answers on the wire and grading.toml.
Coverage-guided fuzzing by atheris (`tests/fuzz/coverage_guided.py`), once, for ten minutes: {GUIDED}. A sample of what it
kept is in `tests/fuzz/corpus/` and is tried by every test run.
"""


def main() -> None:
    figures: dict = {}
    for name in sys.argv[1:] or PARTS:
        began = time.monotonic()
        found = PARTS[name]()
        figures = (json.loads(FIGURES.read_text()) if FIGURES.is_file() else {}) | {name: found}
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
        date = time.strftime("%-d %B %Y")
        figures["when"] = (
            f"{date}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
        )
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if set(PARTS) <= set(figures):
        PAGE.write_text(page(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
