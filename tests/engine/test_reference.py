"""What is right is what the reference says, whatever was tried in its session before."""

from autograder.grading.recorded import Paper
from autograder.grading.reference import Reference, Solved
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from tests.conftest import ROOT

COURSE = courses.load(ROOT / courses.FILE)


def test_what_is_right_is_never_asked_of_a_mistake(zygote):
    """A known mistake may be asked something that nobody was asked yet: a whole class once failed by its answer."""
    assignment = COURSE.assignment("training_loop")
    suite = CheckSuite(assignment, 1)
    reference = Reference(suite, Solved.of(assignment), zygote)
    names = [variant.name for variant in reference.solved.variants if variant.exercise == "fit"]
    again = reference.again(Paper(suite, reference.lookup), "fit", names)
    assert len(again) == len(names) > 5
    reference.findings(suite, suite.of("fit"))  # raises where it does not pass its own checks
    reference.close()
