"""The proof of every lesson, by the real command: each stub, solution, alternative and mistake comes out as it must."""

import collections
import json

import pytest

from autograder import config
from tests.conftest import ROOT

COURSE = config.load(ROOT / config.FILE)
ASSIGNMENTS = tuple(COURSE.assignments)
TRIVIAL = {"first_nine", "cost_of_example"}


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def proof(request, autograder, tmp_path_factory):
    """One lesson's proof as JSON, with what the command printed."""
    folder = tmp_path_factory.mktemp(request.param)
    run = autograder(
        "prove", request.param, "--json", folder / "proof.json", "--html", folder / "proof.html", timeout=1500
    )
    (data,) = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    return run, data, (folder / "proof.html").read_text(encoding="utf-8")


def test_nothing_comes_out_otherwise_than_it_must(proof):
    run, data, page = proof
    assert run.returncode == 0, run.stderr
    assert data["faults"] == []
    assert [trial for trial in data["trials"] if trial["faults"]] == []
    assert "0 faults" in run.stdout
    assert page.count("<tr><td>") == len(data["trials"])


def test_every_exercise_has_its_mistakes_and_its_other_right_ways(proof):
    _, data, _ = proof
    kinds = collections.Counter((trial["kind"], trial["exercise"]) for trial in data["trials"])
    for exercise in set(data["exercises"]) - TRIVIAL:
        assert kinds["mistake", exercise] >= 3, exercise
        assert kinds["alternative", exercise] >= 2, exercise
    assert kinds["stub", ""] == kinds["reference", ""] == 1


def test_a_mistake_fails_its_own_exercise_and_no_other(proof):
    _, data, _ = proof
    for trial in data["trials"]:
        failed = {name for name, outcome in trial["outcomes"].items() if outcome == "fail"}
        assert failed == ({trial["exercise"]} if trial["kind"] == "mistake" else set()), trial["name"]


def test_there_are_at_least_sixty_mistakes_in_all():
    declared = sum(
        (assignment.reference / "mistakes.py").read_text(encoding="utf-8").count("\n@mistake(")
        for assignment in COURSE.assignments.values()
    )
    assert declared >= 60
