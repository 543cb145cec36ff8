"""Cells of the kinds that the field wrote and the kit once told something wrong about, graded by the real command.

Each file in code/ is the cell of one exercise; its header says how it must come out, and what must and must not be said
of it (regular expressions, case ignored). Where it names a `way`, the cell is that right way, changed as it says.
"""

import json
import re
from pathlib import Path

import pytest

from autograder.model import course as courses
from autograder.model.reports import read_report
from tests.conftest import ROOT
from tests.sample_class import Kit, hand_in, kit, without_markers

CASES = sorted((Path(__file__).parent / "code").glob("*.py"))


def header(path: Path) -> dict[str, str]:
    """What the first lines of a case say: {"assignment": …, "must-say": …}."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (re.match(r"# ([\w-]+): ?(.*)", line) for line in lines)
    return {pair[1]: pair[2].strip() for pair in pairs if pair}


def cell(path: Path, made: Kit) -> str:
    """What a case hands in: what stands in it, or a right way of the exercise in which something reads otherwise."""
    facts = header(path)
    if "way" not in facts:
        return path.read_text(encoding="utf-8")
    right = without_markers(made.alternatives[facts["exercise"]][facts["way"]])
    assert facts["in-place-of"] in right
    return right.replace(facts["in-place-of"], facts["reads"])


@pytest.fixture(scope="module")
def graded(autograder, tmp_path_factory):
    """The report on each case, by its stem: cells of several exercises share a submission that is right but for them.

    What trains for long is left out, but where it is the case itself, which then stands alone. The seed is named: a
    checkout's secret is its own, and what is told must not depend on where the test runs.
    """
    folder = tmp_path_factory.mktemp("field")
    course = courses.load(ROOT / courses.FILE)
    kits = {name: kit(assignment) for name, assignment in course.assignments.items()}
    handed_in: list[tuple[str, dict[str, Path]]] = []
    for path in CASES:
        lesson, exercise = header(path)["assignment"], header(path)["exercise"]
        alone = course.assignment(lesson).exercise(exercise).threshold is not None
        shared = (cells for name, cells in handed_in if name == lesson and exercise not in cells and "" not in cells)
        cells = None if alone else next(shared, None)
        if cells is None:
            handed_in.append((lesson, cells := {"": path} if alone else {}))
        cells[exercise] = path
    reports = {}
    for number, (lesson, cells) in enumerate(handed_in):
        made, alone = kits[lesson], "" in cells
        long = {e.name for e in course.assignment(lesson).exercises if e.threshold is not None and not alone}
        solved = {name: source for name, source in made.solutions.items() if name not in long}
        wrong = {name: cell(path, made) for name, path in cells.items() if name}
        target = folder / "submitted" / f"group{number}" / lesson / f"{lesson}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(hand_in(made, {**solved, **wrong})), encoding="utf-8")
        reports |= {path.stem: folder / "reports" / f"group{number}" / f"{lesson}.json" for path in cells.values()}
    grading = autograder("grade", folder / "submitted", "--out", folder / "reports", "--jobs", "2", "--seed", "7")
    assert "Warning" not in grading.stderr  # of numbers that no check should have computed with
    return reports


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_cell_of_the_field_is_told_what_is_wrong_and_nothing_else(graded, path):
    facts = header(path)
    report = read_report(graded[path.stem])
    exercise = next(e for e in report.exercises if e.name == facts["exercise"])
    said = "\n".join(f"{check.message} {check.hint}" for check in exercise.checks)
    assert exercise.outcome == facts["right"], said
    assert re.search(facts["must-say"], said, re.IGNORECASE), said
    forbidden = facts["must-not-say"]
    assert not (forbidden and re.search(forbidden, said, re.IGNORECASE)), said
    assert exercise.outcome == "fail" or not any(check.diagnoses for check in exercise.checks)
