"""What a submission earns that rewrites its own process, and says again what a right run has said.

Measured for every check of every lesson; what is left are answers by heart. What follows from the inputs by a straight
line is measured by `autograder prove`, which lists it: tests/proof/test_prove.py.
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


def at_most(most, won, assignment):
    """Assert that what was `won`, points by check, is little, and nothing of it by training."""
    assert 100 * sum(won.values()) / assignment.points <= most, won
    trained = {exercise.name for exercise in assignment.exercises if exercise.threshold is not None}
    assert not any(check.partition(".")[0] in trained for check in won)


@pytest.mark.parametrize("name", COURSE.assignments)
def test_what_can_be_claimed_is_little(zygote, name):
    assignment = COURSE.assignment(name)
    suite = CheckSuite(assignment, COURSE.public_seed)
    reference = Reference(suite, Solved.of(assignment), zygote)
    at_most(REPLAYED[name], claimed(reference, suite, replayed=True), assignment)
    reference.close()
