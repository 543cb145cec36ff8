"""`autograder viva`, end to end on a small course: what is asked, of whom, and what a hostile notebook can do to it."""

import ast
import json
import re
import shutil
from types import SimpleNamespace

import pytest

from autograder.export import tables
from autograder.feedback.viva import values
from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.choosing import outputs_of
from autograder.feedback.viva.here import printed
from autograder.feedback.viva.instrument import instrumented
from autograder.feedback.viva.sheet import Question
from autograder.feedback.viva.variants import variants
from autograder.model.account import Described, account_of
from tests.browser import AXE, DESK, PHONE, barriers, chromium, complaints, look, needs_browser, photograph
from tests.gradebook import small

MEAN = """def mean_of(values):
    total = 0.0
    for value in values:
        total += value.item()
    if len(values) == 0:
        return 0.0
    return total / len(values)
"""
SCRIPT = "<script>alert(1)</script>"
LIES = f'''import sys
teller = sys.modules["autograder.runner.account"].Teller
teller.described = lambda self, value, depth=2: {{"type": "{SCRIPT}", "text": "{SCRIPT}" * 10**4, "numbers": ["x"]}}
teller.gave = lambda self, place, value: self.calls.append({{"name": "{SCRIPT}"}}) or value
'''
OUT = "</pre></details></script><img src=x onerror=document.title='taken'><svg onload=alert(1)>"
TURNED = "\u202e\u2066\u200b"  # what follows is shown from right to left, or not at all
HOSTILE = f'''def mean_of(values):
    """{SCRIPT} ` {{{{7*7}}}}"""  # {TURNED}sihT
    note = "{SCRIPT}`{TURNED}"; more = "{OUT}"
    total = 0.0
    for value in values:
        total += value.item()
    return total / len(values) if len(values) else 0.0
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory, autograder):
    """Ada and Bob with the same code, Mal with markup in it, Max whose cell lies, Eve who has nothing right."""
    root = small.make(tmp_path_factory.mktemp("viva") / "course")
    autograder("release", "small", cwd=root)
    for name in ("ada", "bob"):
        small.submit(root, name, {"mean_of": MEAN, "draw": small.DRAW})
    small.submit(root, "mal", {"mean_of": HOSTILE, "draw": small.DRAW})
    small.submit(root, "max", {"mean_of": LIES + MEAN, "draw": small.DRAW})
    small.submit(root, "eve", {"mean_of": small.WRONG})
    own = MEAN.replace("return 0.0", "return nothing()")
    (small.submit(root, "kim", {"mean_of": f"from parts import nothing\n\n\n{own}"}).parent / "parts.py").write_text(
        "def nothing():\n    return 0.0\n"
    )
    autograder("grade", "submitted", cwd=root)
    return root


def asked(autograder, course, *options):
    """The sheets that the command prints as JSON, by student."""
    run = autograder("viva", "--json", "-", *options, cwd=course)
    return {sheet["student"]: sheet for sheet in json.loads(run.stdout)["sheets"]}


def test_code_that_uses_a_module_of_ones_own_is_asked_about(course, autograder):
    (sheet,) = asked(autograder, course, "--student", "kim").values()
    assert len(sheet["questions"]) == 3, sheet["told"]


def test_the_same_seed_gives_the_same_sheet_and_the_same_code_not_the_same_questions(course, autograder):
    first = asked(autograder, course, "--seed", 3, "--student", "ada", "--student", "bob")
    again = asked(autograder, course, "--seed", 3, "--student", "ada", "--student", "bob")
    assert first == again
    ada, bob = ([question["text"] for question in first[name]["questions"]] for name in ("ada", "bob"))
    assert len(ada) == len(bob) == 3
    assert ada != bob
    questions = first["ada"]["questions"] + first["bob"]["questions"]
    assert len({question["kind"] for question in questions}) >= 2
    for question in questions:
        assert question["answer"] in question["options"] or not question["options"]
        assert len(set(question["options"])) == len(question["options"]) != 2
        assert re.search(r"[Ll]ines? \d", question["text"] + " ".join(question["options"]))  # it is about their lines


def test_a_sheet_is_printed_and_a_page_shows_it_and_who_has_nothing_right_is_asked_nothing(course, autograder):
    run = autograder("viva", "--student", "ada", "--student", "eve", "--questions", 2, cwd=course)
    assert "1. (" in run.stdout
    assert "Right: " in run.stdout
    assert "eve, small\n  No exercise passes; only what passes is asked about." in run.stdout
    page = (course / "reports" / "viva-small.html").read_text(encoding="utf-8")
    assert "script-src" not in page
    assert "default-src 'none'" in page
    assert page.count("<summary>The answer</summary>") >= 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--student", "Adá"], "reports holds no report by 'Adá'. Did you mean 'ada'? It has some by 6 students."),
        (["nowhere"], "nowhere is not there. Grade first: autograder grade PATH --out nowhere"),
        (["submitted"], "submitted holds no report. Grade first: autograder grade PATH --out submitted"),
        (["--assignment", "smal"], "unknown assignment `smal`. Did you mean `small`?"),
        (["--questions", "0"], "0 is not in the range 1<=x<=9"),
        (["--submitted", "elsewhere"], "elsewhere is not there. Name a notebook"),
        (["--seed", "luck"], "--seed is 'luck', expected a whole number or `secret`."),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(course, autograder, options, told):
    run = autograder("viva", *options, cwd=course, status=2)
    assert told in " ".join(run.stderr.replace("│", " ").split())


def test_a_hostile_notebook_yields_nothing_or_text_that_does_nothing(course, autograder):
    sheets = asked(autograder, course, "--student", "mal", "--student", "max", "--questions", 9)
    assert all(len(sheet["questions"]) <= 9 for sheet in sheets.values())
    assert sheets["mal"]["questions"]
    page = (course / "reports" / "viva-small.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


@needs_browser
def test_what_students_wrote_is_text_on_the_page_and_everybody_can_read_it(course, autograder):
    asked(autograder, course, "--student", "ada", "--student", "mal", "--student", "eve", "--questions", 4)
    with chromium() as driver:
        driver.get(f"file://{course / 'reports' / 'viva-small.html'}")
        for size, scheme in ((DESK, "light"), (PHONE, "dark"), ((320, 800), "light")):
            look(driver, size, scheme)
            assert driver.execute_script("return document.documentElement.scrollWidth") <= size[0], (size, scheme)
            if AXE.is_file():
                assert barriers(driver) == [], (size, scheme)
            photograph(driver, f"viva-{size[0]}-{scheme}")
        assert driver.title == "Questions: A mean, and its picture"
        ran = "return [...document.querySelectorAll('*')].filter(e => e.matches('script, svg, iframe') || "
        ran += "[...e.attributes].some(a => a.name.startsWith('on'))).length"
        assert driver.execute_script(ran) == 0
        shown = driver.find_element("tag name", "main").get_attribute("innerText")
        assert "<script>alert(1)</script>" in shown
        assert "onerror" in shown
        assert not set(shown) & set(TURNED)
        answers = driver.find_elements("css selector", "summary")
        answers[0].click()
        assert driver.find_element("css selector", "details[open] b").is_displayed()
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        on_paper = "return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetHeight).length"
        assert driver.execute_script(on_paper, "details, nav") == 0
        sheets = driver.execute_script(on_paper, ".sheet")
        assert driver.execute_script(on_paper, ".key") == sheets >= 2  # the answers, at the foot of each sheet
        assert complaints(driver) == []


def test_a_first_name_is_enough_to_be_meant():
    people = ["Ada Lovelace", "Lovelace, Byron", "Alan Turing"]
    assert [tables.nearest(name, people) for name in ("ada", "Turing", "Ada Lovlace", "Eve", "?")] == [
        "Ada Lovelace", "Alan Turing", "Ada Lovelace", "", "",
    ]  # fmt: skip


def test_an_empty_folder_of_notebooks_is_told_with_the_option(course, autograder, tmp_path):
    shutil.copytree(course, tmp_path / "there", ignore=shutil.ignore_patterns("submitted"))
    (tmp_path / "there/submitted").mkdir()
    run = autograder("viva", cwd=tmp_path / "there", status=2)
    assert "submitted is empty. Say with --submitted where the notebooks are" in " ".join(run.stderr.split())


def test_another_notebook_than_the_graded_one_is_not_asked(course, autograder, tmp_path):
    other = tmp_path / "submitted" / "ada" / "small"
    other.mkdir(parents=True)
    text = (course / "submitted/ada/small/small.ipynb").read_text(encoding="utf-8")
    (other / "small.ipynb").write_text(text.replace("total / len", "total / 1 / len"), encoding="utf-8")
    sheets = asked(autograder, course, "--submitted", tmp_path / "submitted", "--student", "ada")
    assert sheets["ada"]["questions"] == []
    assert "another one than the report is about" in sheets["ada"]["told"]


def test_every_change_is_told_and_lines_stay_those_of_the_student():
    tree = ast.parse(MEAN)
    told = [one.told for one in variants(tree)]
    assert "line 4, `total += value.item()`, is left out" in told
    assert "line 4 reads `total += value`, not `total += value.item()`" in told
    assert "line 7 reads `return total`, not `return total / len(values)`" in told
    assert len(told) == len(set(told))
    program = instrumented(tree)
    lines = program.source.split("\n")
    for place in program.places.values():
        number = next(n for n, line in enumerate(lines, 1) if f"'{place.id}'" in line)
        assert program.lines[number] == place.line


def test_a_cell_that_is_wide_is_not_asked_about():
    """Each change is a copy of all: one of 30,000 numbers in a row took longer than a class."""
    exercise = SimpleNamespace(name="mean_of", names=("mean_of",))
    wide = MEAN.replace("total = ", f"many = [{'1, ' * 30_000}]\n    total = ", 1)
    assert Cell(exercise, MEAN).changes
    assert not Cell(exercise, wide).changes


def number(value):
    return Described("float", numbers=(value,))


RETURNED = values.Subject("it", "returns")


def kinds(then):
    """The facts of a number that was 1."""
    return [(fact.kind, *fact.of) for fact in values.compared(number(1.0), number(then), 1e-4, RETURNED)]


def test_what_is_nearly_the_same_is_no_ground_for_a_question():
    said = {then: kinds(then) for then in (1.00001, 4, 0)}
    assert said == {1.00001: [], 4: [("times", 4), ("another",)], 0: [("zero",), ("another",)]}
    with pytest.raises(values.Unclear):
        kinds(1.0005)  # five times the tolerance


def test_all_that_is_another_is_told_so_that_no_wrong_option_is_true():
    names = ("curves", "legend entries")
    now = Described("Figure", names=names, numbers=(4.0, 4.0), form="a")
    found = values.compared(now, Described("Figure", names=names, numbers=(3.0, 3.0), form="b"), 1e-4, RETURNED)
    assert [(fact.kind, *fact.of) for fact in found] == [("drawn", "curves", 3.0), ("drawn", "legend entries", 3.0)]
    with pytest.raises(values.Unclear):  # something else in it: "nothing changes" would not be true
        list(values.compared(now, Described("Figure", names=names, numbers=(4.0, 4.0), form="b"), 1e-4, RETURNED))


def test_an_answer_that_the_notebook_prints_is_not_asked():
    cell = {"outputs": [{"text": ["the shape is ", "(6, 16, 13, 13)\n"]}]}
    outputs = outputs_of(json.dumps({"cells": [cell]}).encode())
    shown, hidden = (Question("here", "LeNet", "", "?", (), answer, "") for answer in ("(6, 16, 13, 13)", "(6, 16)"))
    assert printed(shown, outputs)
    assert not printed(hidden, outputs)


def test_what_a_child_tells_is_believed_only_in_form():
    call = {"name": SCRIPT * 99, "noted": {"p0": {"count": 1, "first": {"type": "a\n`b`"}, "last": {"type": "x"}}}}
    account = account_of({"calls": [call] * 999, "acts": [["step", "x"]]})
    assert account is not None
    assert len(account.calls) <= 40
    assert len(account.calls[0].name) <= 90
    assert account.calls[0].noted["p0"].first.type == "a 'b'"
    assert account_of({"calls": [{"name": 3}]}) is None
    assert account_of("calls") is None
