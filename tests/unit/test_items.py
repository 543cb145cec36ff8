"""Checks run as pytest items: each is judged once, in order, and a check that breaks is our fault and nobody else's."""

import pytest

from autograder.authoring.declare import check
from autograder.errors import KitError
from autograder.grading import items
from autograder.grading.checkrun import Finding


def checks(*names):
    made = []
    for name in names:

        def asks(student):
            """it is right"""

        asks.__name__ = name
        made.append(check("exercise")(asks))
    return made


def run(tmp_path, outcomes):
    broke, asked = {}, []

    def judge(one):
        asked.append(one.name)
        outcome = outcomes[one.name]
        if isinstance(outcome, Exception):
            raise outcome
        return Finding(one, outcome, "why")

    (tmp_path / "checks.py").write_text("")
    items.run(checks(*outcomes), tmp_path / "checks.py", judge, lambda one, fault: broke.update({one.name: fault}))
    return asked, broke


def test_each_is_judged_once_and_in_order(tmp_path):
    asked, broke = run(tmp_path, {"a": "pass", "b": "fail", "c": "blocked", "d": "pass"})
    assert asked == ["a", "b", "c", "d"]
    assert broke == {}


def test_a_check_that_breaks_is_told_and_the_others_go_on(tmp_path):
    asked, broke = run(tmp_path, {"a": ZeroDivisionError("ours"), "b": "pass"})
    assert asked == ["a", "b"]
    assert str(broke["a"]) == "ours"


def test_a_failure_of_the_kit_is_raised_again(tmp_path):
    with pytest.raises(KitError, match="no zygote"):
        run(tmp_path, {"a": KitError("no zygote"), "b": "pass"})
