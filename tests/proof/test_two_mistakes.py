"""Two mistakes at once lose the points as one does: neither makes up for the other."""

import itertools
import random

import pytest

from autograder.authoring.declare import Cell
from autograder.errors import UserError
from autograder.grading.checkrun import CheckRun
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import put_cell
from autograder.grading.suite import CheckSuite, mistakes_of
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.publish import release
from autograder.runner.session import Session
from tests.conftest import ROOT

COURSE = courses.load(ROOT / courses.FILE)
PAIRS = 12


def both(assignment, first, second) -> str | None:
    """The reference's cell with both changes; None where one leaves nothing for the other to change."""
    solution = lessonfile.solution(assignment, first.exercise)
    try:
        once = first.change(Cell(solution))
        twice = second.change(Cell(once))
    except UserError:
        return None
    return twice if twice not in (once, second.change(Cell(solution))) else None


def pairs(assignment):
    """Some pairs of mistakes of one exercise that can be made together, the same ones every time."""
    known = sorted(mistakes_of(assignment), key=lambda mistake: (mistake.exercise, mistake.name))
    of_one = [pair for pair in itertools.combinations(known, 2) if pair[0].exercise == pair[1].exercise]
    random.Random(5).shuffle(of_one)
    found = ((a, b, both(assignment, a, b)) for a, b in of_one)
    return list(itertools.islice((entry for entry in found if entry[2]), PAIRS))


@pytest.mark.parametrize("name", COURSE.assignments)
def test_two_mistakes_at_once_fail_their_exercise(name, zygote):
    assignment = COURSE.assignment(name)
    lessons = CheckSuite(assignment, COURSE.public_seed)
    answers = RecordedAnswers.load(assignment.release / release.ANSWERS)
    passed = []
    with Session(zygote, assignment.limits, lessonfile.reference_cells(assignment), lessons.source) as session:
        for first, second, source in pairs(assignment):
            session.renew()
            given_up = put_cell(session, assignment, first.exercise, source)
            findings = CheckRun(lessons, session, answers.lookup, given_up=given_up).run(lessons.of(first.exercise))
            session.forget()
            if all(finding.outcome == "pass" for finding in findings.values()):
                passed.append(f"{first.exercise}: {first.name} and {second.name}")
    assert passed == []
