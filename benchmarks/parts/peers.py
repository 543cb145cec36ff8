"""Stock nbgrader and otter-grader on five of the forty submissions, one after the other, on the whole machine."""

import importlib.metadata
import itertools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Mapping
from pathlib import Path

import nbformat

from benchmarks import handed_in, stock
from benchmarks.measure import BUILD, ROOT, RUNS, median, run

OTTER = "7.0.0"


def measure() -> dict:
    """Seconds a submission with each peer, and the points it gave: {"nbgrader": {…}, "otter": {…}}."""
    assignment = handed_in.course().assignment(stock.NAME)
    stock.write(assignment)
    students = dict(list(handed_in.answers(assignment).items())[:RUNS])
    return {
        "students": list(students),
        "nbgrader": {"version": importlib.metadata.version("nbgrader"), **_nbgrader(students)},
        "otter": {"version": OTTER, **_otter(students)},
    }


def _environment(folder: Path) -> dict[str, str]:
    """Nobody's configuration, the images, and one thread: for a network this small a second one only waits."""
    mine = {
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "JUPYTER_NO_CONFIG": "1", "MPLBACKEND": "Agg",
        stock.DATA: str(ROOT / "assignments" / "data"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }  # fmt: skip
    return {**os.environ, "OMP_NUM_THREADS": "1", **mine}


def _nbgrader(students: Mapping[str, Mapping[str, str]]) -> dict:
    """One `nbgrader autograde` of them all; a submission lasts from its first log line to that of the next."""
    folder = BUILD / "nbgrader"
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source" / stock.NAME
    shutil.copytree(stock.PEERS / "nbgrader", source)
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader"]
    run(*command, "generate_assignment", stock.NAME, cwd=folder, env=_environment(folder))
    released = nbformat.read(folder / "release" / stock.NAME / f"{stock.NAME}.ipynb", as_version=4)
    for student, answers in students.items():
        path = folder / "submitted" / student / stock.NAME / f"{stock.NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(stock.answered(released, answers), path)
    line = [*command, "autograde", stock.NAME, "--create", "--Execute.timeout=300"]
    marks, log = [], []
    process = subprocess.Popen(line, cwd=folder, env=_environment(folder), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for printed in process.stderr:
        log.append(printed)
        if re.search(r"Converting notebook .*submitted", printed):
            marks.append(time.perf_counter())
    process.wait()
    marks.append(time.perf_counter())
    if len(marks) != len(students) + 1:
        raise RuntimeError(f"nbgrader began {len(marks) - 1} of {len(students)} submissions:\n{''.join(log)[-3000:]}")
    seconds = [round(b - a, 2) for a, b in itertools.pairwise(marks)]
    return {"median": median(seconds), "runs": seconds, "scores": _scores(folder)}


def _scores(folder: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        return {s.student.id: s.score for s in book.assignment_submissions(stock.NAME)}


def _otter(students: Mapping[str, Mapping[str, str]]) -> dict:
    """`otter run` for each: a process of its own, as it is used without containers."""
    program, folder = _otter_program(), BUILD / "otter"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = _environment(folder)
    run(
        program,
        "generate",
        "-t",
        stock.PEERS / "otter" / "tests",
        "-o",
        folder / "autograder.zip",
        "--no-environment",
        env=environment,
    )
    given = nbformat.read(stock.PEERS / "otter" / f"{stock.NAME}.ipynb", as_version=4)
    seconds, scores = [], {}
    for student, answers in students.items():
        path = folder / student / f"{stock.NAME}.ipynb"
        path.parent.mkdir()
        nbformat.write(stock.answered(given, answers), path)
        done = run(program, "run", "-a", folder / "autograder.zip", "-o", path.parent, path, env=environment)
        seconds.append(done.wall)
        scores[student] = _otter_score(path.parent / "results.json")
    return {"median": median(seconds), "runs": seconds, "scores": scores}


def _otter_score(path: Path) -> float:
    import json

    return sum(test.get("score") or 0 for test in json.loads(path.read_text())["tests"])


def _otter_program() -> Path:
    """otter-grader in a small environment of its own, which takes torch and all it shares with us from ours."""
    home = ROOT / "build" / "peers" / "otter"
    program = home / "bin" / "otter"
    if not program.is_file():
        venv.create(home, system_site_packages=True, with_pip=True)
        pure = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
        Path(pure, "ours.pth").write_text(sysconfig.get_path("purelib") + "\n")
        run(home / "bin" / "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", f"otter-grader=={OTTER}")
    return program
