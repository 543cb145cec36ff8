"""The same class graded by stock nbgrader, in a container of its own for the sake of the machine that it runs on."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from hostile import arena, course
from hostile.arena import HONEST, Outcome
from hostile.attacks import TAKEN, Attack

from autograder.publish import release
from autograder.sandbox import bubblewrap

CELL_SECONDS = 8
STALLED_SECONDS, START_SECONDS = 45, 300
TESTS = {
    "double_check": """\
### BEGIN HIDDEN TESTS
numbers = np.random.randn(4, 3)
assert np.allclose(double(numbers), 2 * numbers)
### END HIDDEN TESTS""",
    "label_counts_check": """\
### BEGIN HIDDEN TESTS
labels = np.random.randint(0, 5, 50)
assert label_counts(labels) == [int((labels == k).sum()) for k in range(5)]
### END HIDDEN TESTS""",
}


class Container:
    """nbgrader's own view of the machine: its course is writable, its processes are its own, the rest is read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shared = [folder / "tmp", folder / "shm"]
        for path in self.shared:
            path.mkdir(parents=True, exist_ok=True)

    def command(self, root: Path, home: Path, *arguments: str) -> list[str]:
        """A command line that runs nbgrader with `arguments` in `root`."""
        line = [
            bubblewrap.program() or "bwrap",
            "--ro-bind",
            "/",
            "/",
            "--dev",
            "/dev",
            "--proc",
            "/proc",
            "--unshare-pid",
        ]
        line += ["--bind", str(self.shared[0]), "/tmp", "--bind", str(self.shared[1]), "/dev/shm"]
        line += ["--bind", str(self.folder), str(self.folder), "--die-with-parent", "--chdir", str(root)]
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"  # nbgrader starts `alembic` by its name
        settings = {"HOME": home, "PATH": path, "AUTOGRADER_CANARY": course.SECRET, "OMP_NUM_THREADS": "1"}
        for name, value in settings.items():
            line += ["--setenv", name, str(value)]
        return [*line, sys.executable, "-m", "nbgrader", *arguments]


def make_course(places: course.Places, container: Container) -> None:
    """Turn the tiny course into one that nbgrader grades: hidden tests in the check cells, its own grade book."""
    (places.root / "gradebook.db").unlink()
    source = release.source_notebook(places.course.assignment(course.NAME))
    for cell in source.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = TESTS.get(name, cell.source)
    path = places.root / "source" / course.NAME / f"{course.NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(source, path)
    shutil.rmtree(places.root / "release", ignore_errors=True)
    subprocess.run(
        container.command(places.root, places.home, "generate_assignment", course.NAME), check=True, capture_output=True
    )
    made = places.root / "release" / course.NAME / f"{course.NAME}.ipynb"
    shutil.copy(made, places.course.assignment(course.NAME).released)


def grade(places: course.Places, container: Container, log: Path) -> list[str]:
    """Run `nbgrader autograde` until every submission was begun; returns the students at whom it stopped."""
    stopped: list[str] = []
    options = [course.NAME, f"--Execute.timeout={CELL_SECONDS}", "--Autograde.create_student=True"]
    while any((path / course.NAME).is_dir() for path in places.submitted.iterdir()):  # an attack may add empty ones
        with log.open("w") as file:
            process = subprocess.Popen(
                container.command(places.root, places.home, "autograde", *options), stdout=file, stderr=file
            )
            size, changed = 0, time.monotonic()
            while process.poll() is None and time.monotonic() - changed < (STALLED_SECONDS if size else START_SECONDS):
                time.sleep(0.5)
                if log.stat().st_size != size:
                    size, changed = log.stat().st_size, time.monotonic()
            hung = process.poll() is None
            process.kill()
            process.wait()
        text = log.read_text(errors="replace")
        names = dict.fromkeys(re.findall(r"submitted/([^/\s]+)/tiny", text))
        begun = [name for name in names if (places.submitted / name).is_dir()]
        finished = "AutogradeApp" in text.splitlines()[-1] if text.strip() and not hung else False
        if begun and not (finished or process.returncode in (0, 1)):
            stopped.append(begun[-1])
        if not begun:
            raise SystemExit(f"nbgrader began nothing, so nothing can be said of it:\n{text[-2000:]}")
        for student in begun:
            shutil.move(places.submitted / student, container.folder / "done" / student)
    return stopped


def theirs(folder: Path, attacks: Sequence[Attack]) -> dict[str, Outcome]:
    """Outcomes of all attacks under stock nbgrader."""
    places = course.make(folder)
    container = Container(folder)
    (folder / "done").mkdir()
    make_course(places, container)
    listener = arena.Listener(places.canary)
    try:
        arena.hand_in(places, attacks, folder / "reports", listener.port)
        stopped = grade(places, container, folder / "nbgrader.log")
        time.sleep(1.5)
        moved = course.Places(places.root, folder / "done", places.canary, places.home)
        found = arena.traces(moved, attacks, HONEST, container.shared)
    finally:
        listener.close()
    results = {}
    scores = scores_of(places.root / "gradebook.db")
    for attack in attacks:
        score = scores.get(attack.name)
        result = Outcome(score, "graded" if score is not None else "no grade", found[attack.name])
        text = outputs(places.root / "autograded" / attack.name / course.NAME / f"{course.NAME}.ipynb")
        if course.SECRET in text or TAKEN in text:
            result.gains.append("got what it wanted")
        if score is not None and score > attack.earns:
            result.gains.append("got more points than it earned")
        if attack.name in listener.heard:
            result.gains.append("was heard outside")
        if attack.name in stopped:
            result.gains.append("stopped the class")
        results[attack.name] = result
    return results


def outputs(path: Path) -> str:
    """All that the cells of an autograded notebook put out."""
    with contextlib.suppress(OSError, ValueError):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return json.dumps([cell.get("outputs") for cell in cells])
    return ""


def scores_of(database: Path) -> dict[str, float]:
    """Scores by student, as nbgrader's grade book has them."""
    from nbgrader.api import Gradebook

    with contextlib.suppress(Exception), Gradebook(f"sqlite:///{database}") as book:  # an attack may have damaged it
        return {s.student_id: s.score for s in book.assignment_submissions(course.NAME)}
    return {}
