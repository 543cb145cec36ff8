"""What a submission earns that rewrites its own process: it says what right runs have said, or what follows from the
inputs by a straight line.

Measured for every check of every lesson. What is left are answers by heart, and a sum. `autograder prove` lists them.
"""

import pytest

from autograder.grading.reference import Reference, Solved
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.publish.claims import claimed
from tests.conftest import ROOT

COURSE = courses.load(ROOT / courses.FILE)
# Shares of a lesson's points, in per cent, as measured; SECURITY.md says them.
REPLAYED = {
    "mlp_from_scratch": 1.8,  # the index of the first nine, and the cost of the example: right answers by heart
    "softmax_regression": 0.0,
    "lenet_fashion": 0.0,
    "training_loop": 0.0,
    "lenet5_mnist": 0.0,
}
FORGED = {**REPLAYED, "softmax_regression": 2.2, "training_loop": 4.6, "lenet5_mnist": 2.5}  # sizes, and a sum


@pytest.mark.parametrize("name", COURSE.assignments)
def test_what_can_be_claimed_is_little(zygote, name):
    assignment = COURSE.assignment(name)
    suite = CheckSuite(assignment, COURSE.public_seed)
    reference = Reference(suite, Solved.of(assignment), zygote)
    for replayed, most in ((False, FORGED[name]), (True, REPLAYED[name])):
        won = claimed(reference, suite, replayed)
        assert 100 * sum(won.values()) / assignment.points <= most, won
        trained = {exercise.name for exercise in assignment.exercises if exercise.threshold is not None}
        assert not any(check.partition(".")[0] in trained for check in won)
    reference.close()
