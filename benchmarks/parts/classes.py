"""Forty submissions of `lenet5_mnist` graded by the real command, five times; and what it costs beyond the students' own."""

import json
import shutil
import time
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, CORES, ROOT, RUNS, autograder, median


def own_course() -> Path:
    """A course whose cached answers and secret seed are its own: those of the course itself stay as they are."""
    folder = BUILD / "course"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "grading.toml", folder)
    for name in ("reference", "assignments"):
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    return folder


def grade(submitted: Path, out: Path, *options: object) -> float:
    """Wall seconds of grading all in `submitted` once more."""
    return autograder(
        "grade", submitted, "--course", own_course(), "--out", out, "--force", "--jobs", CORES, *options
    ).wall


def seconds_in(out: Path) -> list[dict[str, float]]:
    return [json.loads(path.read_text())["seconds"] for path in sorted(out.glob("*/*.json"))]


def measure() -> dict:
    """{"seconds" of each run, "per_submission", "overhead", "beyond", "answers": {"first", "cached"}, "restart"}."""
    folder, out = handed_in.class_of_forty(), BUILD / "reports"
    shutil.rmtree(own_course() / ".autograder", ignore_errors=True)
    one = folder / "submitted" / "student-10"  # whose mistake has to be looked for among the known ones
    alone = BUILD / "one" / "submitted" / one.name
    shutil.copytree(one, alone, dirs_exist_ok=True)
    first, cached = (grade(BUILD / "one", BUILD / "one-reports") for _ in range(2))
    runs, students, beyond, within = [], [], [], []
    for _ in range(RUNS):
        runs.append(grade(folder, out))
        seconds = seconds_in(out)
        students.append(sum(s["student"] for s in seconds))
        beyond.append(median(s["wall"] - s["student"] for s in seconds))
        within.append(median(s["student"] for s in seconds))
    began = time.perf_counter()
    autograder("grade", folder, "--course", own_course(), "--out", out)
    restart = round(time.perf_counter() - began, 2)
    count = len(seconds)
    return {
        "submissions": count, "cores": CORES, "seconds": runs, "student_cpu": students,
        "per_submission": median(wall / count for wall in runs),
        "overhead": median(wall * CORES / cpu for wall, cpu in zip(runs, students, strict=True)),
        "beyond": median(beyond), "student_median": median(within),
        "answers": {"first": first, "cached": cached}, "restart": restart,
    }  # fmt: skip
