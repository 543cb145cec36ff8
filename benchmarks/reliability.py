"""Regenerates docs/reliability.md: attacks tried and held, here and under stock nbgrader; faults; fuzzed inputs.

    python benchmarks/reliability.py                       # everything; the page says how long it took
    python benchmarks/reliability.py ours fuzzed           # only these parts; the others stay as they were measured
    python benchmarks/reliability.py --fuzz-seconds 600    # fuzz every reader for longer

Needs Linux with bubblewrap: stock nbgrader is attacked in a container, for the sake of this machine. Needs atheris.
"""

import argparse
import importlib.metadata
import json
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from hostile import arena, stock  # noqa: E402
from hostile.attacks import ATTACKS  # noqa: E402

PAGE, FIGURES = ROOT / "docs" / "reliability.md", ROOT / "benchmarks" / "reliability.json"
KILLS, SHARES = 30, 3
READERS = {"notebook": "notebooks", "wire": "answers on the wire", "toml": "versions of grading.toml"}
KINDS = list(dict.fromkeys(attack.kind for attack in ATTACKS))


def ours() -> dict:
    """Attack this kit."""
    results, neighbours, _ = arena.ours(Path(tempfile.mkdtemp(prefix="arena-")), ATTACKS)
    found = {a.name: (results[a.name].score, results[a.name].status) for a in ATTACKS}
    otherwise = {a.name: found[a.name] for a in ATTACKS if found[a.name] != (a.score, a.status)}
    honest = sum(outcome.score == 4 and not outcome.gains for outcome in neighbours.values())
    through = {name: outcome.gains for name, outcome in results.items() if outcome.gains}
    counts = {"tried": len(ATTACKS), "honest": honest, "neighbours": len(neighbours)}
    return {"through": through, "otherwise": otherwise, **counts}


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
    version = importlib.metadata.version("nbgrader")
    return {"through": through, "tried": len(ATTACKS), "best": best, "version": version}


def pytest(folder: str, *options: str) -> tuple[str, list[tuple[str, bool]]]:
    """Run the tests in `folder`: what they printed, and the name of each that ran and whether it passed."""
    with tempfile.TemporaryDirectory() as made:
        xml = Path(made, "results.xml")
        marked = ["-m", "long or not long"]  # `make test` passes over the long ones
        command = [sys.executable, "-m", "pytest", "-q", f"tests/{folder}", *marked, f"--junitxml={xml}", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        cases = ElementTree.parse(xml).iter("testcase")
        ran = [case for case in cases if case.find("skipped") is None]
        tests = [(case.get("name") or "", case.find("failure") is None and case.find("error") is None) for case in ran]
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
    passing = [int(n) for n in re.findall(r"(\d+) passing\b", printed)]
    failing = [int(n) for n in re.findall(r"(\d+) failing\b", printed)]
    if not passing:
        raise SystemExit(f"hypothesis does not say how many examples it made:\n{printed[-2000:]}")
    fixed = [passed for name, passed in tests if "[" in name]
    handled = sum(passing) + sum(fixed)
    return {"tried": handled + sum(failing) + fixed.count(False), "handled": handled}


def fuzzed(seconds: int) -> dict:
    """Fuzz each reader for `seconds`, guided by coverage: inputs tried, and the readers that an input broke."""
    found: dict = {"seconds": seconds, "tried": {}, "broken": []}
    for name in READERS:
        command = [sys.executable, "tests/fuzz/coverage_guided.py", name, str(seconds)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        counted = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        if counted is None:
            raise SystemExit(f"{' '.join(command)} did not run to its end:\n{done.stderr[-2000:]}")
        found["tried"][name] = int(counted[1])
        found["broken"] += [name] if done.returncode else []
    return found


PARTS: dict[str, Callable[..., dict]] = {
    "ours": ours,
    "stock": theirs,
    "faults": faults,
    "inputs": inputs,
    "fuzzed": fuzzed,
}


MISSING = "Not measured yet: `python benchmarks/reliability.py {}`."


def table(figures: dict) -> str:
    """Attacks by kind; side by side where stock nbgrader was attacked too."""
    tried = Counter(attack.kind for attack in ATTACKS)
    kinds = {attack.name: attack.kind for attack in ATTACKS}
    columns = {"here": "ours", "by stock nbgrader": "stock"}
    lost = {
        heading: Counter(kinds[name] for name in figures[part]["through"])
        for heading, part in columns.items()
        if part in figures
    }
    lines = ["| kind of attack | tried |" + "".join(f" held {heading} |" for heading in lost)]
    lines.append("|---|---:|" + "---:|" * len(lost))
    for kind in KINDS:
        lines.append(f"| {kind} | {tried[kind]} |" + "".join(f" {tried[kind] - n[kind]} |" for n in lost.values()))
    everything = len(ATTACKS)
    sums = "".join(f" **{everything - n.total()}** |" for n in lost.values())
    return "\n".join([*lines, f"| **all** | **{everything}** |{sums}"])


def against_stock(figures: dict) -> str:
    """What the same attacks got from stock nbgrader."""
    if "stock" not in figures:
        return f"The same attacks on stock nbgrader. {MISSING.format('stock')}"
    stock = figures["stock"]
    gains = Counter(gain for found in stock["through"].values() for gain in found)
    got = "; ".join(f"{count} × {gain}" for gain, count in gains.most_common())
    return f"""\
Stock nbgrader {stock["version"]}, same notebooks, same run, in a container without which it would have fared worse: {got}.
The highest score was {stock["best"]:g} of 4 points."""


def injected(figures: dict) -> str:
    """Which faults were survived."""
    if "faults" not in figures:
        return MISSING.format("faults")
    fault = figures["faults"]
    return f"""\
{fault["survived"]} of {fault["injected"]} survived (`tests/faults/`): the grader killed with SIGKILL {KILLS} times at random
moments of a class of 200, ending with the same table and nothing graded twice; its workers and the zygote killed; a
submission that always kills its worker; two graders on one folder; Ctrl-C; a full disk, a read-only folder, a file in its
place; a clock that jumps by days at every look; a submission that changes while it is read."""


def generated(figures: dict) -> str:
    """Which inputs were handled: those that hypothesis makes, and those that fuzzing finds."""
    if not {"inputs", "fuzzed"} <= set(figures):
        return MISSING.format("inputs fuzzed")
    fuzz, guided = figures["inputs"], figures["fuzzed"]
    counts = ", ".join(f"{guided['tried'][name]:,} {what}" for name, what in READERS.items())
    broken = f"broke: {', '.join(guided['broken'])}" if guided["broken"] else "no crash and no hang"
    return f"""\
{fuzz["handled"]:,} of {fuzz["tried"]:,} generated inputs handled (`tests/fuzz/`, by hypothesis): notebooks, answers on the wire
and grading.toml. Fuzzing guided by coverage (`tests/fuzz/coverage_guided.py`, by atheris), {guided["seconds"]} seconds a reader:
{counts}; {broken}. A sample of what an earlier run of ten minutes kept is in `tests/fuzz/corpus/`: both start from it."""


def attacked(figures: dict) -> str:
    """What the attacks got, here and from stock nbgrader."""
    if "ours" not in figures:
        return MISSING.format("ours stock")
    here = figures["ours"]
    exact = len(ATTACKS) - len(here["otherwise"])
    return f"""\
{table(figures)}

Here {exact} of {len(ATTACKS)} have the exact score and status that is asked for, and {here["honest"]} of
{here["neighbours"]} honest neighbours were graded as always. {against_stock(figures)}"""


def page(figures: dict) -> str:
    """docs/reliability.md."""
    minutes = math.ceil(sum(figures[name]["took"] for name in PARTS if name in figures) / 60)
    return f"""\
# Reliability, measured

Regenerate every figure here with `make reliability`. Measured on {figures["when"]}, in {minutes} minutes.

## Attacks

{len(ATTACKS)} hostile submissions stand in `tests/hostile/attacks.py`, among {len(arena.HONEST)} honest ones. An attack
has been held when it got no point more than its solutions earn, none of what it wanted (a secret, a process, memory), left
no trace outside, was heard by no socket, and stopped or delayed nobody.

{attacked(figures)}

## Faults

{injected(figures)}

## Inputs

{generated(figures)}
"""


def measured_before() -> dict:
    """The figures there are, without those of another set of attacks."""
    figures = json.loads(FIGURES.read_text()) if FIGURES.is_file() else {}
    return {
        name: part
        for name, part in figures.items()
        if name == "when" or part.get("tried", 0) == len(ATTACKS) or name not in ("ours", "stock")
    }


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them by default")
    options.add_argument("--fuzz-seconds", type=int, default=30, help="for each of three readers")
    chosen = options.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        options.error(f"unknown part {', '.join(sorted(unknown))}, expected one of {', '.join(PARTS)}")
    figures: dict = {}
    for name in chosen.parts or PARTS:
        began = time.monotonic()
        found = fuzzed(chosen.fuzz_seconds) if name == "fuzzed" else PARTS[name]()
        seconds = round(time.monotonic() - began)
        figures = measured_before() | {name: found | {"took": seconds}}
        print(f"{name}: {seconds} s", flush=True)
        date = time.strftime("%-d %B %Y")
        figures["when"] = (
            f"{date}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
        )
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
