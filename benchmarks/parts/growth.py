"""From ten submissions to two thousand, cheap ones: time for each, memory, the class page, and a run that has all."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import handed_in
from benchmarks.measure import BUILD, CORES, autograder, watched

SIZES = (10, 200, 2000)
COURSE = BUILD / "tiny"


def measure() -> dict:
    """{"sizes": [{"submissions", "seconds", "each", "judge_mb", "workers_mb"}], "restart", "page", …, and "…_each" in seconds."""
    course = handed_in.tiny_course(COURSE)
    _in(course, "release", "tiny")
    handed_in.tiny_class(course, 2)
    _in(course, "grade", "class-2")  # records the answers
    sizes = [_graded(course, size) for size in SIZES]
    largest = SIZES[-1]
    short, restart = (_in(course, "grade", f"class-{size}", "--out", f"reports-{size}") for size in SIZES[-2:])
    page = _in(course, "report", f"reports-{largest}")
    html = course / f"reports-{largest}" / "class-tiny.html"
    return {
        "cores": CORES, "sizes": sizes, "restart": restart, "page": page,
        "page_mb": round(html.stat().st_size / 1e6, 2),
        "restart_each": max(1e-5, round((restart - short) / (largest - SIZES[-2]), 5)),
        "gradebook_each": _gradebook(course),
    }  # fmt: skip


def _in(course: Path, *arguments: object) -> float:
    """Wall seconds of a command in the tiny course, which is named, since it lies below another one."""
    return autograder(*arguments, "--course", course, cwd=course).wall


def _graded(course: Path, size: int) -> dict:
    """One class graded from nothing; the time for each is that between the first report and the last."""
    handed_in.tiny_class(course, size)
    out = course / f"reports-{size}"
    shutil.rmtree(out, ignore_errors=True)
    line = [
        Path(sys.executable).with_name("autograder"),
        "grade",
        f"class-{size}",
        "--out",
        out,
        "--jobs",
        CORES,
        "--course",
        course,
    ]
    began = time.perf_counter()
    process = subprocess.Popen([str(part) for part in line], cwd=course, stdout=subprocess.DEVNULL)
    with watched(process.pid, every=max(0.5, size / 500)) as looks:
        status = process.wait()
    seconds = time.perf_counter() - began
    if status:
        raise RuntimeError(f"grading {size} ended with {status}")
    written = sorted(path.stat().st_mtime for path in out.glob("*/tiny.json"))
    return {
        "submissions": size, "seconds": round(seconds, 2),
        "each": round((written[-1] - written[0]) / (size - 1), 4),
        "judge_mb": round(max(sum(look["judge"]) for look in looks)),
        "workers_mb": round(max(sum(look["worker"] + look["child"]) for look in looks)),
    }  # fmt: skip


def _gradebook(course: Path) -> float:
    """Seconds for each report that goes into nbgrader's grade book, from the difference of two classes."""
    small, large = (
        _in(course, "grade", f"class-{size}", "--out", f"reports-{size}", "--gradebook") for size in SIZES[:2]
    )
    return round((large - small) / (SIZES[1] - SIZES[0]), 4)
