"""What counts as evidence of why a check failed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder.authoring.declare import Check
from autograder.grading.checkrun import Finding
from autograder.grading.diagnosis.ladder import Candidate, common, diagnose
from autograder.grading.recorded import KnownMistake
from autograder.runner.respondent import Question
from tests.unit.test_words import RAISED


def finding(answers, compared):
    check = Check("history", "right", "it is right", (), lambda: None)
    return Finding(check, "fail", "wrong", "value", "", True, answers, compared=compared)


def test_answers_after_the_wrong_one_are_no_part_of_a_fingerprint():
    wrong, after = [1.0, 2.0], [3.0]
    assert finding((([4.0],), {"lists": wrong}, after), (wrong, [2.0, 2.0])).telling == (([4.0],), {"lists": wrong})
    assert finding((wrong, after), None).telling == (wrong, after)


@pytest.mark.parametrize(("cell", "told"), [("history", ["raised"]), ("train_one_epoch", [])])
def test_what_another_exercise_raised_is_no_reason_for_a_wrong_answer(cell, told):
    here = finding(([1.0],), ([1.0], [2.0]))
    made = diagnose([here], {}, {**RAISED, "cell": cell, "line": 2}, lambda *_: None, lambda *_: None)
    assert [one.kind for each in made.values() for one in each] == told


def test_a_mistake_that_one_check_shows_is_no_may_be_for_another():
    mistake = KnownMistake("history", "late", "it measures too late", "When?", {})
    both = [finding(([7],), ([7], [9])), finding(([3],), ([3], [4]))]
    both = [
        replace(one, check=replace(one.check, name=name), questions=(Question("history"),))
        for one, name in zip(both, "ab", strict=True)
    ]

    def told(shown):
        candidates = {"history.a": Candidate(mistake, shown), "history.b": Candidate(mistake, False)}
        made = diagnose(both, candidates, None, lambda *_: None, lambda *_: None)
        return {one.sentence for one in made["history.b"]}

    assert told(True) == {"it measures too late"}
    assert told(False) == {"it may be that it measures too late"}


def test_what_is_trained_for_an_accuracy_alone_is_never_sure_of_its_mistake():
    named = [{"the check": Candidate(SimpleNamespace(name="on_the_plateau"), True)}] * 2
    assert common(named)["the check"].shown
    assert not common(named, sure=False)["the check"].shown
