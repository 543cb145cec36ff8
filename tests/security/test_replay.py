"""A right run's answers, given again under another seed, win little: a submission that rewrites its own process, and
claims what it likes, still has to compute.

What they win are checks whose right answer is the same under every seed: names of layers, words of a figure, a mode.
"""

import pytest

from autograder.grading.checkrun import CheckRun
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Question
from autograder.runner.session import Session
from tests.conftest import ROOT

COURSE = courses.load(ROOT / courses.FILE)
SECRET = 424_242
SHARE = 0.3  # of a lesson's points that may be won so


@pytest.fixture(scope="module")
def zygote():
    with Zygote(COURSE) as warm:
        yield warm


class Replay:
    """Answers questions with what was answered before, in the same order."""

    def __init__(self, answers):
        self.answers = list(answers)

    def ask(self, question: Question):
        return self.answers.pop(0)


def right_run(assignment, seed, zygote):
    """What the reference answers under `seed`: its findings by check."""
    lessons = CheckSuite(assignment, seed)
    with Session(zygote, assignment.limits, lessonfile.reference_cells(assignment), lessons.source) as session:

        def live(check, index, probe, arguments, named):
            return session.ask(Question(probe, arguments, named, assignment.limits.probe_seconds * 4))

        return lessons, CheckRun(lessons, session, live).run(lessons.checks)


@pytest.mark.parametrize("name", COURSE.assignments)
def test_a_replay_wins_little(zygote, name):
    assignment = COURSE.assignment(name)
    _, before = right_run(assignment, COURSE.public_seed, zygote)
    lessons, now = right_run(assignment, SECRET, zygote)
    won = {}
    for check in lessons.checks:
        wanted = now[check.id]
        assert (before[check.id].outcome, wanted.outcome) == ("pass", "pass")
        hearing = CheckRun(lessons, Replay(before[check.id].answers), lambda _c, i, *_, w=wanted: w.expected[i])
        try:
            outcome = hearing.hear(check).outcome
        except IndexError:  # it asks more, since it was not content
            continue
        if outcome == "pass":
            won[check.id] = assignment.exercise(check.exercise).checks[check.name]
    print(f"\n{name}: {sum(won.values()):g} of {assignment.points:g} points", *won.items(), sep="\n  ")
    assert sum(won.values()) < SHARE * assignment.points, won
