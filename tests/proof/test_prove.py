"""The proof of every lesson, by the real command: each stub, solution, alternative and mistake comes out as it must."""

import collections
import json

import pytest

from tests.security.test_forger import COURSE, FORGED, at_most

ASSIGNMENTS = tuple(COURSE.assignments)
TRIVIAL = {"first_nine", "cost_of_example"}


@pytest.fixture(scope="module")
def proved(autograder, tmp_path_factory):
    """What the command printed, the proofs by assignment, and the page."""
    folder = tmp_path_factory.mktemp("proof")
    run = autograder(
        "prove",
        "--mutants",
        20,
        "--pairs",
        12,
        "--json",
        folder / "proof.json",
        "--html",
        folder / "proof.html",
        timeout=2400,
    )
    found = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    assert found["schema"] == "autograder/prove/1"
    assert found["totals"] == {
        "assignments": 5,
        "variants": sum(len(p["trials"]) for p in found["proofs"]),
        "faults": 0,
    }
    proofs = {proof["assignment"]: proof for proof in found["proofs"]}
    return run, proofs, (folder / "proof.html").read_text(encoding="utf-8")


def test_nothing_comes_out_otherwise_than_it_must(proved):
    run, proofs, page = proved
    assert "0 faults" in run.stdout
    assert sorted(proofs) == sorted(ASSIGNMENTS)
    assert page.count("<tr><td>") == sum(len(proof["trials"]) for proof in proofs.values())


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_exercise_has_its_mistakes_and_its_other_right_ways(proved, name):
    trials, exercises = proved[1][name]["trials"], proved[1][name]["exercises"]
    kinds = collections.Counter((trial["kind"], trial["exercise"]) for trial in trials)
    for exercise in set(exercises) - TRIVIAL:
        assert kinds["mistake", exercise] >= 3, exercise
        assert kinds["alternative", exercise] >= 2, exercise
    assert kinds["stub", ""] == kinds["reference", ""] == 1


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_mistake_fails_its_own_exercise_and_no_other_and_is_named_as_nothing_else(proved, name):
    for trial in proved[1][name]["trials"]:
        failed = {exercise for exercise, outcome in trial["outcomes"].items() if outcome == "fail"}
        mistake = trial["kind"] == "mistake"
        assert failed == ({trial["exercise"]} if mistake else set()), trial["name"]
        assert set(trial["named"]) <= ({trial["name"]} if mistake else set()), trial["name"]
    mistakes = [trial for trial in proved[1][name]["trials"] if trial["kind"] == "mistake"]
    silent = [trial["name"] for trial in mistakes if not trial["named"] and not trial["said"]]
    assert silent == [], "neither named, nor said by an exception or by the check's own sentence"
    assert sum(bool(trial["named"]) for trial in mistakes) >= 0.9 * len(mistakes)


def test_two_mistakes_at_once_fail_their_exercise_and_at_least_one_is_told(proved):
    both = [one for proof in proved[1].values() for one in proof["tried"] if one["operator"] == "two mistakes"]
    assert len(both) >= 50
    assert [one["style"] for one in both if one["outcome"] != "fail"] == []
    third = [one["style"] for one in both if one["wrong"]]  # their numbers together are those of another mistake
    assert len(third) <= 0.1 * len(both), third
    assert sum(bool(one["told"]) for one in both) >= 0.9 * len(both)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_what_follows_from_the_inputs_by_a_line_earns_little(proved, name):
    at_most(FORGED[name], proved[1][name]["claims"], COURSE.assignment(name))


def test_there_are_at_least_sixty_mistakes_in_all(proved):
    assert sum(trial["kind"] == "mistake" for proof in proved[1].values() for trial in proof["trials"]) >= 60
