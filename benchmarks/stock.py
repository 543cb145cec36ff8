"""The same lesson for stock nbgrader and otter-grader: the same cells, the same training, tests equal in points.

    python -m benchmarks.stock      # writes benchmarks/peers/ anew

Published: `peers/nbgrader/lenet5_mnist.ipynb` (the instructor's version), `peers/otter/lenet5_mnist.ipynb` and
`peers/otter/tests/`.
"""

import copy
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from autograder.model import course as courses
from autograder.model.course import Assignment
from autograder.publish.instructor import source_notebook
from benchmarks.peers.tests import TESTS

NAME = "lenet5_mnist"
PEERS = Path(__file__).parent / "peers"
DATA = "COURSE_DATA"
OTTER_START = "import otter\n\ngrader = otter.Notebook()"
OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}
CODE = '''
{code}
'''


@test_case()
def test_{name}(env):
    exec(CODE, env)
"""


def teacher_notebook(assignment: Assignment) -> Any:
    """The solved lesson for nbgrader: for `check("…")` a graded cell of asserts for every check, with its points."""
    notebook = _plain(source_notebook(assignment))
    cells = []
    for cell in notebook.cells:
        name = _grade_id(cell)
        if name.removesuffix("_check") in TESTS and name.endswith("_check"):
            exercise = assignment.exercise(name.removesuffix("_check"))
            for check, source in TESTS[exercise.name].items():
                mark = {**cell.metadata["nbgrader"], "grade_id": check, "points": exercise.checks[check]}
                cells.append(new_code_cell(source.strip(), metadata={"nbgrader": mark}, id=check[:64]))
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def otter_notebook(assignment: Assignment) -> Any:
    """The solved lesson for otter: `grader.check("…")` where nbgrader has its asserts."""
    notebook = teacher_notebook(assignment)
    checks = {check for checks in TESTS.values() for check in checks}
    for cell in notebook.cells:
        if _grade_id(cell) in checks:
            cell.source = f'grader.check("{_grade_id(cell)}")'
    first = next(index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, new_code_cell(OTTER_START, id="otter"))
    return notebook


def otter_tests(assignment: Assignment) -> dict[str, str]:
    """A test file of otter for every check, by its name."""
    return {
        check: OTTER_TEST.format(name=check, points=assignment.exercise(exercise).checks[check], code=source.strip())
        for exercise, tests in TESTS.items()
        for check, source in tests.items()
    }


def answered(notebook: Any, answers: Mapping[str, str]) -> Any:
    """`notebook` handed in with `answers`, {exercise: source}."""
    mine = copy.deepcopy(notebook)
    for cell in mine.cells:
        if _grade_id(cell) in answers:
            cell.source = answers[_grade_id(cell)].strip("\n")
    return mine


def _plain(notebook: Any) -> Any:
    """Without this kit's `check`; the images are found where the environment says."""
    for cell in notebook.cells:
        cell.source = cell.source.replace("\nfrom autograder import check\n", "")
        cell.source = cell.source.replace("import time\n", "import os\nimport time\n", 1)
        cell.source = cell.source.replace('root="../data"', f'root=os.environ.get("{DATA}", "../data")')
    return notebook


def _grade_id(cell: Any) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def write(assignment: Assignment) -> None:
    """Write what peers are given to `benchmarks/peers/`."""
    for name, notebook in (("nbgrader", teacher_notebook(assignment)), ("otter", otter_notebook(assignment))):
        (PEERS / name).mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, PEERS / name / f"{NAME}.ipynb")
    tests = PEERS / "otter" / "tests"
    tests.mkdir(exist_ok=True)
    for name, text in otter_tests(assignment).items():
        (tests / f"{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.chdir(PEERS.parents[1])
    write(courses.find().assignment(NAME))
