"""Proportional memory of a class run: judge, zygote, and what each further worker adds with the child it asks."""

import subprocess
import sys
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, ROOT, median, watched
from benchmarks.parts.assignments import released_course

NAME = "lenet5_mnist"
JOBS = 4
Look = dict[str, list[float]]


def measure() -> dict:
    """MB at the worst look, proportional: {"judge", "zygote", "worker", "child"} with several workers, and what each of
    them adds to the whole of a run with one: "a_worker_more".
    """
    one, several = _looks(1), _looks(JOBS)
    return {
        "jobs": JOBS, "judge": round(max(sum(look["judge"]) for look in several)),
        "zygote": round(max(sum(look["zygote"]) for look in several)),
        "worker": round(max(max(look["worker"]) for look in several)),
        "child": round(max(max(look["child"], default=0) for look in several)),
        "a_worker_more": round((_whole(several) - _whole(one)) / (JOBS - 1)),
    }  # fmt: skip


def _whole(looks: list[Look]) -> float:
    """The family's share together, in the middle of the run."""
    return median(sum(map(sum, look.values())) for look in looks)


def _looks(jobs: int) -> list[Look]:
    """A class run with so many workers, looked at while all of them and their children were at work."""
    course, seed = released_course()
    folder = handed_in.solved(NAME, 2 * jobs)
    line = [
        Path(sys.executable).with_name("autograder"), "grade", folder, "--course", course, "--seed", seed,
        "--out", BUILD / "memory", "--force", "--jobs", jobs,
    ]  # fmt: skip
    process = subprocess.Popen([str(part) for part in line], cwd=ROOT, stdout=subprocess.DEVNULL)
    with watched(process.pid, every=0.3) as looks:
        status = process.wait()
    if status:
        raise RuntimeError(f"grading ended with {status}")
    busy = [look for look in looks if len(look["worker"]) == len(look["child"]) == jobs]
    if not busy:
        raise RuntimeError("the workers were never seen at work")
    return busy
