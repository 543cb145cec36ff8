"""The same class on one worker process of a Dask scheduler and on two; and what a scheduler's message and a file cost."""

import shutil
import tempfile
import time
from pathlib import Path

from benchmarks import handed_in
from benchmarks.machines import Machines
from benchmarks.measure import BUILD, autograder
from benchmarks.parts.assignments import released_course

NAME = "lenet5_mnist"
SUBMISSIONS, MESSAGES, FILES = 10, 1000, 300


def measure() -> dict:
    """{"one", "two": seconds a submission, "efficiency", "message", "file", "report_kb", "submission_kb"}."""
    course, _ = released_course()
    folder = handed_in.solved(NAME, SUBMISSIONS)
    with tempfile.TemporaryDirectory() as place:
        machines = Machines(Path(place))
        try:
            machines.worker("first", course)
            machines.wait_for(1)
            _grade(machines, handed_in.solved(NAME, 1))  # the station starts and reads the answers
            folder = handed_in.solved(NAME, SUBMISSIONS)
            one = _grade(machines, folder)
            machines.worker("second", course)
            machines.wait_for(2)
            _grade(machines, folder)
            two = _grade(machines, folder)
            message = _message(machines)
        finally:
            machines.stop()
    report = next((BUILD / "cluster").glob(f"*/{NAME}.json"))
    notebook = next(folder.glob(f"submitted/*/{NAME}/*.ipynb"))
    return {
        "submissions": SUBMISSIONS, "one": one, "two": two, "efficiency": round(one / two / 2, 3),
        "message": message, "file": _file(report.read_bytes()),
        "report_kb": round(report.stat().st_size / 1e3, 1), "submission_kb": round(notebook.stat().st_size / 1e3, 1),
    }  # fmt: skip


def _grade(machines: Machines, folder: Path) -> float:
    """Seconds a submission between the first report and the last; that of the whole run where there is one report."""
    course, seed = released_course()
    out = BUILD / "cluster"
    shutil.rmtree(out, ignore_errors=True)
    wall = autograder(
        "grade", folder, "--course", course, "--seed", seed, "--out", out, "--cluster", machines.address
    ).wall
    written = sorted(path.stat().st_mtime for path in out.glob(f"*/{NAME}.json"))
    return round((written[-1] - written[0]) / (len(written) - 1), 3) if len(written) > 1 else wall


def _message(machines: Machines) -> float:
    """Seconds for a task that does nothing, there and back."""
    from distributed import Client

    from autograder.cluster import task

    with Client(machines.address, set_as_default=False) as client:
        began = time.perf_counter()
        client.gather([client.submit(task.same, b"", pure=False) for _ in range(MESSAGES)])
        return round((time.perf_counter() - began) / MESSAGES, 5)


def _file(content: bytes) -> float:
    """Seconds to write a report so that it is whole whatever happens."""
    from autograder.report import write_whole

    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        began = time.perf_counter()
        for number in range(FILES):
            write_whole(Path(folder, str(number), "report.json"), content)
        return round((time.perf_counter() - began) / FILES, 5)
