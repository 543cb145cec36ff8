"""A check run: checks that share a question have it asked once, and each judges its own part of the answer."""

from types import SimpleNamespace

import pytest

from autograder.authoring.compare import agree, require
from autograder.authoring.declare import check, part
from autograder.grading.checkrun import CheckRun, said_by
from autograder.grading.diagnosis.unexplained import group
from autograder.model.course import Tolerance


def training(lesson):
    """A probe of two entries."""


def about(entry):
    def judges(student, expected):
        """it is right"""
        agree(student(part(training, entry)), expected(part(training, entry)), what=f"the {entry}")

    judges.__name__ = f"has_the_{entry}"
    return check("train")(judges)


class Says:
    """Answers every question with the same."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def ask(self, question):
        self.asked.append(question.probe)
        return self.answer


@pytest.fixture
def suite():
    exercise = SimpleNamespace(seconds=1.0, threshold=None)
    assignment = SimpleNamespace(
        exercise=lambda _: exercise, limits=SimpleNamespace(probe_seconds=1.0), tolerance=lambda *_: Tolerance(0.0, 0.0)
    )
    return SimpleNamespace(assignment=assignment, device="cpu")


def run(suite, answer):
    student, right = Says(answer), Says({"weights": 1.5, "costs": [2.0, 1.0]})
    findings = CheckRun(suite, student, said_by(right, 1.0)).run([about("weights"), about("costs")])
    return student, findings


def test_what_is_wrong_with_one_part_does_not_hide_another_and_is_all_that_is_kept(suite):
    student, findings = run(suite, {"weights": 1.5, "costs": [2.0, 7.0]})
    assert student.asked == ["training"]
    assert {name: one.outcome for name, one in findings.items()} == {
        "train.has_the_weights": "pass",
        "train.has_the_costs": "fail",
    }
    failed = findings["train.has_the_costs"]
    assert (failed.answers, failed.expected) == (([2.0, 7.0],), ([2.0, 1.0],))


@pytest.mark.parametrize("answer", [None, 3.0, ["weights"], {"weights": 1.5}], ids=str)
def test_an_answer_without_the_part_fails_and_breaks_nothing(suite, answer):
    _, findings = run(suite, answer)
    assert findings["train.has_the_costs"].outcome == "fail"
    assert findings["train.has_the_costs"].sentence


def test_a_sentence_of_an_author_is_no_cause_whatever_its_first_word(suite):
    @check("train")
    def has_rounds(student):
        """there are rounds"""
        require(student(training)["rounds"], "missing rounds: how often does your loop run?")

    (finding,) = CheckRun(suite, Says({"rounds": 0}), said_by(Says({}), 1.0)).run([has_rounds]).values()
    assert not finding.cause
    assert len(group("train", [finding], {}, {})) == 12, "who fails so cannot be named"
    lacking = run(suite, {"costs": [2.0, 1.0]})[1]["train.has_the_weights"]
    (whole,) = CheckRun(suite, Says({}), said_by(Says({"costs": 1}), 1.0)).run([about_all()]).values()
    assert whole.cause == "missing"
    assert not group("train", [whole], {}, {}), f"{whole.sentence} says it already"
    assert not lacking.cause


def about_all():
    def judges(student, expected):
        """it is right"""
        agree(student(training), expected(training), what="the returned dict")

    return check("train")(judges)
