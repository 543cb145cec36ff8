"""A report and what people gave, put together; and what of two submissions is alike."""

import pytest

from autograder.desk import similar
from autograder.model.marks import Event, fold, merge
from autograder.model.policy import Policy
from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, Report


def report(
    student="ada", source="def f(x):\n    return x\n", found="0.31415", why=(), answer="Because.", group=""
) -> Report:  # fmt: skip
    checks = (
        CheckReport("f.a", "a", "fail", 0, 2, "it is wrong", "f", found, "1.0", diagnoses=why),
        CheckReport("f.b", "b", "pass", 1, 1),
    )
    code = ExerciseReport("f", "fail", 1, 3, checks, source=source, group=group)
    return Report(student, "t", 1, 5, "graded", {}, {}, (code, ExerciseReport("q", "manual", 0, 2, source=answer)))


def given(*events):
    return fold([Event(*event, id=n) for n, event in enumerate(events, 1)])


def test_what_waits_is_told_until_somebody_has_read_it():
    assert merge(report()).told == "1 of 3, 2 waiting for a person"
    assert merge(report(answer=" ")).told == "1 of 5"  # no answer waits for nobody
    ledger = given(("points", "Grace", "ada", "t", "q", "", 1.5))
    assert merge(report(), ledger.of(report())).told == "2.5 of 5"


def test_a_rubric_line_changed_later_changes_for_all_who_have_it_and_never_goes_beyond_the_points():
    line = ("item", "Grace", "", "t", "q", "", {"text": "says why", "points": 0.5})
    tick = ("tick", "Grace", "ada", "t", "q", "", {"item": 1, "on": True})
    assert merge(report(), given(line, tick).of(report())).score == 1.5
    more = ("item", "Alan", "", "t", "q", "", {"text": "says why", "points": 9, "item": 1})
    assert merge(report(), given(line, tick, more).of(report())).score == 3
    off = ("tick", "Alan", "ada", "t", "q", "", {"item": 1, "on": False})
    assert merge(report(), given(line, tick, more, off).of(report())).waiting == 2
    minus = ("item", "Grace", "", "t", "f", "", {"text": "written in, not computed", "points": -0.5})
    code = given(minus, ("tick", "Grace", "ada", "t", "f", "", {"item": 1, "on": True}))
    assert merge(report(), code.of(report())).score == 0.5  # of code they take from, or add to, what the program gave


def test_an_override_of_a_check_stays_when_the_program_changes_its_mind_about_another():
    ledger = given(("points", "Grace", "ada", "t", "f", "f.a", 2.0, "shown in class"))
    result = merge(report(), ledger.of(report()))
    assert (result.score, result.exercises[0].outcome) == (3, "pass")
    assert result.exercises[0].remarks == ("2 by Grace: shown in class",)
    cleared = given(("points", "G", "ada", "t", "f", "f.a", 2.0), ("points", "G", "ada", "t", "f", "f.a", None))
    assert merge(report(), cleared.of(report())).score == 1


@pytest.mark.parametrize(("late", "score"), [(None, 1.5), (90_000.0, 1.0), (0.0, None)])
def test_lateness_costs_of_what_was_earned_with_people_s_points(late, score):
    mine = Report(**{**vars(report()), "late": {"seconds": 80_000.0, "penalty": 0.25, "score": 0.75}})
    ledger = given(("points", "Grace", "ada", "t", "q", "", 1.0))
    result = merge(mine, ledger.of(mine), Policy(per_day=25.0), late)
    assert (result.late or {}).get("score") == score


LONG = "def f(x):\n    total = 0.0\n    for {0} in range(len(x)):\n        if x[{0}] > 0.5 and {0} % 3 == 1:\n            total += x[{0}] ** 2 - 7 * {0}\n        else:\n            total -= x[{0}] / (1 + {0})\n    return total * 0.125\n"  # noqa: E501


def pairs(*reports, released=()):
    found = similar.pairs([merge(one) for one in reports], released)
    return {(pair.left.student, pair.right.student): [sign.told for sign in pair.signs] for pair in found}


def test_a_number_of_many_digits_stops_nobody():
    """Python writes none of more than 4,300 digits: the page of similar work was an error for the whole class."""
    huge = LONG.format("i").replace("0.125", f"0x{'f' * 5000}")
    others = [report("a", LONG.format("i"), "0.5"), report("b", LONG.format("k"), "0.5")]
    assert list(pairs(report("c", huge, "0.5"), *others)) == [("a", "b")]


def test_pairs_share_rare_wrong_numbers_or_long_code_and_nothing_that_is_common():
    others = [report(f"s{n}", found=f"0.{n}1234{n}") for n in range(20)]
    two = [report("a", LONG.format("i"), "0.5"), report("b", "# mine\n" + LONG.format("k"), "0.5")]
    assert pairs(*others, *two) == {("a", "b"): ["the same code but for names, texts and comments"]}
    assert pairs(*others, *two, released=[LONG.format("j")]) == {}
    wrong = [report(name, found="0.98127", group="0123456789ab") for name in ("c", "d")]  # explained, it has no group
    assert list(pairs(*others, *wrong)) == [("c", "d")]
    few = [report(name, found="2", group="0123456789ab") for name in ("c", "d")]
    assert pairs(*others, *few) == {}  # so small a number is met by chance
    known = (Diagnosis("mistake", "m", "a known mistake"),)
    explained = [report("c", found="0.98127", why=known), report("d", found="0.98127", why=known)]
    assert pairs(*others, *explained) == {}  # the same mistake gives the same number
    assert pairs(*[report(f"t{n}", LONG.format("i"), "0.5") for n in range(9)]) == {}  # so it was taught
