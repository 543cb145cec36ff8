"""Forty submissions of `lenet5_mnist` graded by the real command, five times; and what it costs beyond the students' own."""

import json
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, CORES, ROOT, RUNS, autograder, median

STYLE = "student-?1"  # ten students who made every mistake there is, in one of the styles


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


def seconds_in(out: Path, students: str = "*") -> list[dict[str, float]]:
    return [json.loads(path.read_text())["seconds"] for path in sorted(out.glob(f"{students}/*.json"))]


def beyond(seconds: Iterable[Mapping[str, float]]) -> float:
    """Seconds that the median submission took beside its own process."""
    return median(each["wall"] - each["student"] for each in seconds)


def measure() -> dict:
    """{"seconds" of each run, "per_submission", "overhead", "beyond", "answers": {"first", "cached"}, "restart"}.

    "beyond" has what a submission costs beside its own process: "all", under a seed of its own, and of those of one
    style, who made every mistake, "own" and "one": under seeds of their own, and under one for all.
    """
    folder, out = handed_in.class_of_forty(), BUILD / "reports"
    shutil.rmtree(own_course() / ".autograder", ignore_errors=True)
    one = folder / "submitted" / "student-10"  # whose mistake has to be looked for among the known ones
    alone = BUILD / "one" / "submitted" / one.name
    shutil.copytree(one, alone, dirs_exist_ok=True)
    first, cached = (grade(BUILD / "one", BUILD / "one-reports") for _ in range(2))
    runs, students, within = [], [], []
    spent: dict[str, list[float]] = {"all": [], "own": [], "one": []}
    for _ in range(RUNS):
        runs.append(grade(folder, out))
        seconds = seconds_in(out)
        students.append(sum(s["student"] for s in seconds))
        within.append(median(s["student"] for s in seconds))
        spent["all"].append(beyond(seconds))
        spent["own"].append(beyond(seconds_in(out, STYLE)))
    for path in (folder / "submitted").glob(STYLE):
        shutil.copytree(path, BUILD / "style" / "submitted" / path.name, dirs_exist_ok=True)
    for _ in range(RUNS):
        grade(BUILD / "style", BUILD / "style-reports", "--seed", handed_in.course().public_seed)
        spent["one"].append(beyond(seconds_in(BUILD / "style-reports")))
    began = time.perf_counter()
    autograder("grade", folder, "--course", own_course(), "--out", out)
    restart = round(time.perf_counter() - began, 2)
    count = len(seconds)
    return {
        "submissions": count, "cores": CORES, "seconds": runs, "student_cpu": students,
        "per_submission": median(wall / count for wall in runs),
        "overhead": median(wall * CORES / cpu for wall, cpu in zip(runs, students, strict=True)),
        "beyond": {which: median(each) for which, each in spent.items()}, "student_median": median(within),
        "answers": {"first": first, "cached": cached}, "restart": restart,
    }  # fmt: skip
