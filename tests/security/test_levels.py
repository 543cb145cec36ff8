"""The sandbox's level is named, and less than `full` must be asked for aloud."""

import json

import pytest
from hostile import course

from autograder.batch import classrun
from autograder.errors import UserError
from autograder.intake import find
from autograder.runner.pool import Zygote
from autograder.sandbox import level


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = course.make(tmp_path_factory.mktemp("levels"))
    course.hand_in(made, "ada", course.filled(course.released(made), course.SOLUTIONS))
    return made


def test_less_than_full_must_be_asked_for(places, tmp_path, monkeypatch):
    monkeypatch.setattr(
        classrun, "Zygote", lambda here, without=(), **rest: Zygote(here, without=("namespaces", *without), **rest)
    )
    units = find.find([places.submitted], places.course, course.NAME)

    def grade(wanted):
        choice = classrun.Choice(tmp_path / "out", sandbox=wanted)
        return classrun.run(units, places.course, choice, lambda *_: None)

    with pytest.raises(UserError, match=r"only `reduced`: namespaces cannot be put up.*--sandbox reduced"):
        grade("full")
    assert not list(tmp_path.rglob("*.json"))
    (report,) = grade("reduced")
    assert (report.score, report.kit["sandbox"]) == (4, "reduced")
    assert json.loads((tmp_path / "out" / "ada" / "tiny.json").read_text())["kit"]["sandbox"] == "reduced"
    with pytest.raises(UserError):
        grade("full")  # what was graded with less is not taken for more


def test_levels_add_up():
    assert level(["namespaces", "landlock", "seccomp", "limits"]) == "full"
    assert level(["landlock", "limits"]) == level(["seccomp"]) == "reduced"
    assert level(["limits", "user"]) == level([]) == "none"
