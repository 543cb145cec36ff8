"""How things are measured: commands with their wall time, CPU time and exit; medians; memory in proportional shares."""

import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "benchmarks"
CORES = len(os.sched_getaffinity(0))
RUNS = 5


@dataclass(frozen=True)
class Run:
    """One command that was run: seconds on the clock, CPU seconds of its processes as far as they were waited for."""

    wall: float
    cpu: float
    status: int
    output: str


def run(*command: object, cwd: Path = ROOT, env: Mapping[str, str] | None = None, ok: tuple[int, ...] = (0,)) -> Run:
    """Run `command` to its end.

    Raises RuntimeError, with the end of what it printed, when its exit status is none of `ok`.
    """
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", **(env or {})}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in ok:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return Run(round(wall, 3), round(cpu, 3), done.returncode, done.stdout + done.stderr)


def autograder(*arguments: object, cwd: Path = ROOT, ok: tuple[int, ...] = (0,)) -> Run:
    """Run our own command, as a shell would."""
    return run(Path(sys.executable).with_name("autograder"), *arguments, cwd=cwd, ok=ok)


def median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 4)


def several(measured: Callable[[], Run], runs: int = RUNS) -> dict:
    """Run it `runs` times: every wall time, and their median."""
    walls = [measured().wall for _ in range(runs)]
    return {"median": median(walls), "runs": walls}


def share_of(pid: int) -> float:
    """The proportional set size of a process in MB: what it shares with n others counts as an n-th."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


@contextmanager
def watched(pid: int, every: float = 0.25) -> Iterator[list[dict[str, list[float]]]]:
    """Look at the family of process `pid` while the block runs: for each look, MB by the part that a process plays."""
    looks: list[dict[str, list[float]]] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(every):
            try:
                looks.append(_family(psutil.Process(pid)))
            except psutil.Error:
                return

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()


def _family(judge: psutil.Process) -> dict[str, list[float]]:
    """MB of the judge, its workers, the zygote and the zygote's children."""
    found: dict[str, list[float]] = {"judge": [share_of(judge.pid)], "worker": [], "zygote": [], "child": []}
    for process in judge.children(recursive=True):
        try:
            line = process.cmdline()
        except psutil.Error:
            continue
        if "autograder.runner.zygote" in line:
            if "--unshare-pid" in line:  # bubblewrap itself
                continue
            above = process.parent()
            forked = above is not None and above.cmdline() == line
            found["child" if forked else "zygote"].append(share_of(process.pid))
        elif process.ppid() == judge.pid:
            found["worker"].append(share_of(process.pid))
    return found
