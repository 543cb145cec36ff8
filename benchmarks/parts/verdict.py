"""How long a student waits: for the first verdict from a cold shell, and for the next from a process that is warm."""

import sys
import time

from benchmarks import handed_in
from benchmarks.measure import BUILD, RUNS, autograder, median, run, several
from benchmarks.parts.assignments import released_course

NAME = "lenet5_mnist"
SHAPES, TRAINING = "LeNet", "train_one_epoch"


def measure() -> dict:
    """{"import_torch", "cold", "ratio", "warm_shapes", "warm_training", "warm_all"}: medians, with their runs."""
    course, _ = released_course()
    handed_in.solved(NAME, 1)
    notebook = BUILD / "solved" / NAME / "submitted" / "student-0" / NAME / f"{NAME}.ipynb"
    run(sys.executable, "-c", "import torch")  # from the disk's cache from here on
    torch = several(lambda: run(sys.executable, "-c", "import torch"))
    cold = several(lambda: autograder("check", notebook, "--exercise", SHAPES, "--course", course))
    warm = _warm(notebook)
    return {"import_torch": torch, "cold": cold, "ratio": round(cold["median"] / torch["median"], 2), **warm}


def _warm(notebook) -> dict:
    """What `watch` does on each save, without the screen."""
    from autograder.grading.bench import public_bench
    from autograder.model import course as courses
    from autograder.runner.zygote import one_thread
    from autograder.student import locate, saved

    course, _ = released_course()
    one_thread()
    assignment, path = locate.notebook_at(notebook, courses.load(course / courses.FILE))
    found = {}
    with saved.Warm(public_bench(assignment)) as warm:
        for kind, wanted in (("warm_shapes", [SHAPES]), ("warm_training", [TRAINING]), ("warm_all", None)):
            seconds = []
            for _ in range(RUNS):
                began = time.perf_counter()
                warm.check(path, wanted)
                seconds.append(round(time.perf_counter() - began, 3))
            found[kind] = {"median": median(seconds), "runs": seconds}
    return found
