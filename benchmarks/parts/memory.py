"""Proportional memory of a class run: the judge, the zygote, and what each further worker adds with the child it asks."""

import subprocess
import sys
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, ROOT, watched
from benchmarks.parts.assignments import released_course

NAME = "lenet5_mnist"
JOBS = 4


def measure() -> dict:
    """MB at the worst look: {"judge", "zygote", "worker", "child", "a_worker_more", "jobs"}."""
    course, seed = released_course()
    folder = handed_in.solved(NAME, 2 * JOBS)
    line = [
        Path(sys.executable).with_name("autograder"), "grade", folder, "--course", course, "--seed", seed,
        "--out", BUILD / "memory", "--force", "--jobs", JOBS,
    ]  # fmt: skip
    process = subprocess.Popen([str(part) for part in line], cwd=ROOT, stdout=subprocess.DEVNULL)
    with watched(process.pid, every=0.5) as looks:
        status = process.wait()
    if status:
        raise RuntimeError(f"grading ended with {status}")
    busy = [look for look in looks if len(look["worker"]) == JOBS]
    if not busy:
        raise RuntimeError("the workers were never seen at work")
    return {
        "jobs": JOBS, "judge": round(max(sum(look["judge"]) for look in looks)),
        "zygote": round(max(sum(look["zygote"]) for look in busy)),
        "worker": round(max(max(look["worker"]) for look in busy)),
        "child": round(max(max(look["child"], default=0) for look in busy)),
        "a_worker_more": round(max(sum(look["worker"] + look["child"]) / JOBS for look in busy)),
    }  # fmt: skip
