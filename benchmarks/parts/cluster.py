"""The same class on one worker process of a Dask scheduler and on two; and what a scheduler's message and a file cost."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks import handed_in
from benchmarks.machines import Machines
from benchmarks.measure import BUILD, autograder
from benchmarks.parts.assignments import released_course

NAME = "lenet5_mnist"
SUBMISSIONS, MESSAGES, FILES = 20, 500, 300


def measure() -> dict:
    """{"one", "two": seconds a submission, "efficiency", "message", "file", "report_kb", "submission_kb", …}."""
    course, _ = released_course()
    with tempfile.TemporaryDirectory() as place:
        machines = Machines(Path(place))
        os.environ.update(machines.environment)
        try:
            found = {}
            for workers, name in enumerate(("one", "two"), 1):
                machines.worker(name, course)
                machines.wait_for(workers)
                _grade(machines, handed_in.solved(NAME, 2 * workers), workers)  # stations start and read the answers
                folder = handed_in.solved(NAME, SUBMISSIONS)
                found[name] = _grade(machines, folder, workers)
            notebook = next(folder.glob(f"submitted/*/{NAME}/*.ipynb"))
            message = _message(machines, notebook.read_bytes())
        finally:
            machines.stop()
    student = next((BUILD / "cluster").glob(f"*/{NAME}.json")).parent
    written = [path.read_bytes() for path in student.rglob("*") if path.is_file()]
    return {
        "submissions": SUBMISSIONS, **found, "efficiency": round(found["one"] / found["two"] / 2, 3),
        "message": message, "files": len(written), "file": _file(written),
        "report_kb": round(sum(map(len, written)) / 1e3, 1), "submission_kb": round(notebook.stat().st_size / 1e3, 1),
    }  # fmt: skip


def _grade(machines: Machines, folder: Path, workers: int) -> float:
    """Seconds a submission, from when each worker had done its first to the last report."""
    course, seed = released_course()
    out = BUILD / "cluster"
    shutil.rmtree(out, ignore_errors=True)
    autograder("grade", folder, "--course", course, "--seed", seed, "--out", out, "--cluster", machines.address)
    written = sorted(path.stat().st_mtime for path in out.glob(f"*/{NAME}.json"))
    return round((written[-1] - written[workers - 1]) / (len(written) - workers), 3)


def _message(machines: Machines, notebook: bytes) -> float:
    """Seconds for a task that does nothing but carry a submission there and back."""
    with machines.client() as client:
        began = time.perf_counter()
        client.gather([client.submit(bytes, notebook, pure=False) for _ in range(MESSAGES)])
        return round((time.perf_counter() - began) / MESSAGES, 5)


def _file(contents: list[bytes]) -> float:
    """Seconds to write the files of one submission, report and pictures, each whole whatever happens."""
    from autograder.model.files import write_whole

    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        began = time.perf_counter()
        for number in range(FILES):
            for name, content in enumerate(contents):
                write_whole(Path(folder, str(number), str(name)), content)
        return round((time.perf_counter() - began) / FILES, 5)
