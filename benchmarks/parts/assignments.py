"""CPU seconds of one right submission of every assignment: what the student's own code takes, probes and training."""

import shutil
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, ROOT, RUNS, autograder, median
from benchmarks.parts.classes import beyond, seconds_in


def released_course() -> tuple[Path, int]:
    """A course without its reference, as students and CI have it, and its public seed: answers are the recorded ones."""
    folder = BUILD / "released"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "grading.toml", folder)
    if not (folder / "assignments").exists():
        (folder / "assignments").symlink_to(ROOT / "assignments")
    return folder, handed_in.course().public_seed


def measure() -> dict:
    """{assignment: {"cpu": median, "beyond": median wall less CPU, "runs": CPU of each of five styles}}."""
    course, seed = released_course()
    found = {}
    for name in handed_in.course().assignments:
        folder, out = handed_in.solved(name, RUNS), BUILD / "solved-reports" / name
        options = ("--course", course, "--seed", seed, "--out", out, "--force")
        autograder("grade", folder, *options, "--jobs", 1)  # where two share a core, each adds to the other's seconds
        seconds = seconds_in(out)
        found[name] = {
            "cpu": median(s["student"] for s in seconds),
            "beyond": beyond(seconds),
            "runs": [s["student"] for s in seconds],
        }
    return found
