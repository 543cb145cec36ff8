"""The same small question asked in stock nbgrader's own way, for what its grader makes of a submission."""

import json
import os
import sys
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook, writes

from tests import warm

SOLUTION = """
def mean_of(values):
    ### BEGIN SOLUTION
    return sum(values) / len(values) if values else 0.0
    ### END SOLUTION
"""
TEST = "assert mean_of([1.0, 2.0, 6.0]) == 3.0\nassert mean_of([]) == 0.0"
PARTIAL = "round(2 * mean_of([1.0, 1.0]), 2)"  # partial credit computed from what the student returns
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def make(root: Path) -> Path:
    """A stock course with one assignment, `small`, generated."""
    folder = root / "source" / "small"
    folder.mkdir(parents=True)
    cells = [
        new_code_cell(SOLUTION, metadata={"nbgrader": _mark("mean_of", solution=True)}, id="a"),
        new_code_cell(TEST, metadata={"nbgrader": _mark("test", points=2)}, id="b"),
        new_code_cell(PARTIAL, metadata={"nbgrader": _mark("partial", points=2)}, id="c"),
    ]
    (folder / "small.ipynb").write_text(writes(new_notebook(cells=cells, metadata={"kernelspec": KERNEL})))
    run(root, "generate_assignment", "small")
    return root


def _mark(name: str, solution: bool = False, points: int | None = None) -> dict:
    mark = {"schema_version": 3, "grade_id": name, "solution": solution, "task": False, "locked": not solution}
    return {**mark, "grade": points is not None, **({} if points is None else {"points": points})}


def submit(root: Path, student: str, solution: str, change=lambda notebook: None) -> None:
    """Hand in the release with `solution`; `change` does the rest to the notebook."""
    notebook = json.loads((root / "release/small/small.ipynb").read_text())
    notebook["cells"][0]["source"] = solution
    change(notebook)
    folder = root / "submitted" / student / "small"
    folder.mkdir(parents=True)
    (folder / "small.ipynb").write_text(json.dumps(notebook))


def run(root: Path, *arguments: str, status: int | None = 0) -> warm.Done:
    """Stock nbgrader in its own folder, with nobody's configuration: it must end with `status`, if given."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {"JUPYTER_CONFIG_DIR": str(root / ".jupyter"), "JUPYTER_NO_CONFIG": "1", "PATH": path}
    return warm.run(warm.command("nbgrader", *arguments), root, environment, status=status)
