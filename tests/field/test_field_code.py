"""Cells of the kinds that the field wrote and the kit once told something wrong about, graded by the real command.

Each file in code/ is the cell of one exercise; its header says how it must come out, and what must and must not be said
of it (regular expressions, case ignored).
"""

import json
import re
from pathlib import Path

import pytest

from autograder.model import course as courses
from autograder.model.report import read_report
from tests.conftest import ROOT
from tests.sample_class import hand_in, kit

CASES = sorted((Path(__file__).parent / "code").glob("*.py"))


def header(path: Path) -> dict[str, str]:
    """What the first lines of a case say: {"assignment": …, "must-say": …}."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (re.match(r"# ([\w-]+): ?(.*)", line) for line in lines)
    return {pair[1]: pair[2].strip() for pair in pairs if pair}


@pytest.fixture(scope="module")
def graded(autograder, tmp_path_factory):
    """The folder of reports on all cases: each right but for its cell, and for other exercises that train for long."""
    folder = tmp_path_factory.mktemp("field")
    course = courses.load(ROOT / courses.FILE)
    kits = {name: kit(assignment) for name, assignment in course.assignments.items()}
    for path in CASES:
        facts = header(path)
        made = kits[facts["assignment"]]
        trained = {e.name for e in course.assignment(facts["assignment"]).exercises if e.threshold is not None}
        solved = {name: source for name, source in made.solutions.items() if name not in trained}
        notebook = hand_in(made, {**solved, facts["exercise"]: path.read_text(encoding="utf-8")})
        target = folder / "submitted" / path.stem / facts["assignment"] / f"{facts['assignment']}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(notebook), encoding="utf-8")
    run = autograder("grade", folder / "submitted", "--out", folder / "reports", "--jobs", "2")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "reports"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_cell_of_the_field_is_told_what_is_wrong_and_nothing_else(graded, path):
    facts = header(path)
    report = read_report(graded / path.stem / f"{facts['assignment']}.json")
    exercise = next(e for e in report.exercises if e.name == facts["exercise"])
    said = "\n".join(f"{check.message} {check.hint}" for check in exercise.checks)
    assert exercise.outcome == facts["right"], said
    assert re.search(facts["must-say"], said, re.IGNORECASE), said
    forbidden = facts["must-not-say"]
    assert not (forbidden and re.search(forbidden, said, re.IGNORECASE)), said
    assert exercise.outcome == "fail" or not any(check.diagnoses for check in exercise.checks)
