"""Grades on their way out: every name comes through, no row breaks, no spreadsheet finds a formula."""

import csv
import html
import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UserError
from autograder.export import back, canvas, gradescope, moodle, nbgrader_csv, scores, tables
from autograder.model.marks import Result, merge
from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, Report

STARTS = ["=", "+", "-", "@", "\t=", " =", "'=", "''+", "＝", "\r", '"', ",", ";"]
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30),
    st.tuples(st.sampled_from(STARTS), st.text("a1(!'\" ,;", max_size=8)).map("".join),
    st.sampled_from(["Nguyễn Thị Mai", "אביגיל כהן", "王小明", 'O"Brien, "Siobhán"', "=cmd|' /C calc'!A0", "Kr\nZoë"]),
)  # fmt: skip
PEOPLE = st.lists(NAMES.filter(lambda name: name.strip()), min_size=1, max_size=8, unique=True)


def score(student: str, points: float = 3.5) -> Result:
    late = {"seconds": 9, "penalty": 0.5, "score": points - 0.5}
    return merge(Report(student, "small", points, 5, "graded", {}, {}, (), f"well done, {student}", late=late))


def said(student: str) -> str:
    return f"well done, {student}\nLate: 0.5 points are taken off."


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(NAMES, min_size=2, max_size=4), min_size=1, max_size=6))
def test_every_table_comes_back_as_it_was_and_holds_no_formula(rows):
    back = read(tables.written_rows(rows))
    assert [[tables.original(cell) for cell in row] for row in back] == rows
    for row in back:
        for cell in row:
            assert cell.lstrip(" \xa0")[:1] not in tuple("=+-@\t\r\n") or not cell.strip()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert tables.harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["x;=1+1", "x\n-1", "x; @SUM(A1)", 'x;"=1'])
def test_nor_does_one_whose_cells_end_at_semicolons(text):
    """Where the comma is part of numbers, a spreadsheet parts `x;=1+1` in two, quoted or not."""
    assert not re.search(r"""[;\n][ "]*[=+@-]""", tables.harmless(text))
    assert tables.original(tables.harmless(text)) == text


def test_numbers_stay_numbers():
    assert tables.harmless(-1.5) == -1.5


@given(PEOPLE)
def test_nbgrader_table_round_trips(people):
    back = list(csv.DictReader(io.StringIO(nbgrader_csv.table([score(name) for name in people]), newline="")))
    assert [tables.original(row["student_id"]) for row in back] == people
    assert {row["score"] for row in back} == {"3"}
    assert {row["raw_score"] for row in back} == {"3.5"}


@given(PEOPLE)
def test_plain_table_round_trips(people):
    text = scores.table([score(name) for name in people])
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [tables.original(row["student"]) for row in back] == people
    assert [tables.original(row["feedback"]) for row in back] == list(map(said, people))
    assert {(row["raw_score"], row["late_penalty"], row["score"]) for row in back} == {("3.5", "0.5", "3")}


@given(PEOPLE)
def test_moodle_table_round_trips(people):
    rows, unmatched = moodle.table([score(name) for name in people], "A mean", "username")
    back = read(tables.written_rows(rows))
    assert unmatched == ()
    assert [tables.original(row[0]) for row in back[1:]] == people
    assert [row[1] for row in back[1:]] == ["3"] * len(people)
    told = [tables.original(row[2]).replace("<br>", "\n") for row in back[1:]]
    assert list(map(html.unescape, told)) == list(map(said, people))
    assert "<" not in "".join(told), "Moodle takes that for a tag"


@given(PEOPLE)
def test_canvas_fills_every_row_of_its_roster(people):
    people = [name.strip() for name in people]
    people = list(dict.fromkeys(people))
    roster = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Old (7)", "A mean (42)", "Final (read only)"],
        ["    Points Possible", "", "", "", "", "10", "5", "(read only)"],
        *([f"Somebody {n}", str(1000 + n), "", name, "A", "9", "", "1"] for n, name in enumerate(people)),
    ]
    filled = canvas.fill(read(tables.written_rows(roster)), [score(name) for name in people], "A mean")
    back = read(tables.written_rows(filled.rows))
    assert back[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A mean (42)"]
    assert back[1] == ["    Points Possible", "", "", "", "", "5"]
    assert [tables.original(row[3]) for row in back[2:]] == people
    assert [row[5] for row in back[2:]] == ["3"] * len(people)
    assert filled.unmatched == filled.without == ()


ROSTER = [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A mean (42)", "Other (43)"],
    ["    Points Possible", "", "", "", "", "5", "1"],
    ["Lovelace, Ada", "1", "", "al1815", "A", "", ""],
    ["Turing, Alan", "2", "at", "", "A", "", ""],
    ["Hopper, Grace", "3", "", "", "A", "", ""],
    ["Hopper, Grace", "4", "", "", "B", "", ""],
]


def test_canvas_matches_by_login_id_and_name_and_reports_the_rest():
    scores = [score("al1815", 4), score("at", 5), score("Grace Hopper", 2), score("nobody", 1)]
    filled = canvas.fill(ROSTER, scores, "A mean")
    assert [row[5] for row in filled.rows[2:]] == [3.5, 4.5, "", ""]
    assert filled.unmatched == ("Grace Hopper", "nobody")
    assert filled.without == ("Hopper, Grace", "Hopper, Grace")
    assert canvas.fill(ROSTER, [score("Ada Lovelace")], "A mean").rows[2][5] == 3


def test_canvas_invents_no_column():
    with pytest.raises(UserError, match=r"no column called .*--column: A mean \(42\); Other \(43\)"):
        canvas.fill(ROSTER, [score("at")], "Something else")
    assert canvas.fill(ROSTER, [score("at")], "x", "Other (43)").rows[0][-1] == "Other (43)"


def test_moodle_writes_only_participants_it_knows():
    roster = [["First name", "Surname", "ID number", "Email address"], ["Ada", "Lovelace", "77", "Ada@x.org"]]
    known = moodle.participants(roster, "email")
    rows, unmatched = moodle.table([score("77"), score("ada@x.org"), score("Zoë")], "A mean", "email", known)
    assert [row[0] for row in rows[1:]] == ["Ada@x.org"]
    assert unmatched == ("ada@x.org", "Zoë")
    who = {"platform": "moodle", "id": "77", "name": "Zoë"}  # the seventy-seventh to begin the assignment
    assert moodle.table([merge(replace(score("Zoë").report, who=who))], "A mean", "email", known)[1] == ("Zoë",)


def test_who_is_called_like_another_gets_nothing_of_theirs_in_moodle_s_worksheet():
    """Ada 11 handed in; of two more of the names some have no number, and which of them is meant is not known."""
    head = ["Identifier", "Full name", "Email address", "Grade"]
    sheet = [head, *([f"Participant {n}", "Ada Lovelace", f"{n}@x.org", ""] for n in (11, 12))]
    who = {"platform": "moodle", "id": "11", "name": "Ada Lovelace"}
    (_, *rows), _ = moodle.fill(sheet, [merge(Report("Ada Lovelace", "small", 4, 5, "graded", {}, {}, (), who=who))])
    assert [row[-1] for row in rows] == [4, ""]
    (_, *rows), unmatched = moodle.fill(sheet, [score("Ada Lovelace")])
    assert ([row[-1] for row in rows], unmatched) == (["", ""], ("Ada Lovelace",))


SUM = Diagnosis("mistake", "sum_for_mean", "the sum is returned", "By what?")


def report(late=None) -> Report:
    checks = (
        CheckReport("m.a", "it is the mean", "fail", 0, 1.5, "The sum <b>.", diagnoses=(SUM,)),
        CheckReport("m.b", "it is 0.0", "pass", 0.5, 0.5),
    )
    exercises = (ExerciseReport("m", "fail", 0.5, 2, checks), ExerciseReport("q", "manual", 0, 2, source="Because."))
    return Report("ada", "small", 0.5, 4, "graded", {}, {"wall": 1.5}, exercises, late=late)


def test_gradescope_results_have_the_fields_that_it_reads():
    data = json.loads(gradescope.results(merge(report({"seconds": 9, "penalty": 0.1, "score": 0.4}))))
    assert data["score"] == 0.4
    assert data["tests"] == [
        {
            "name": "m", "number": "1", "score": 0.5, "max_score": 2, "status": "failed", "output_format": "text",
            "visibility": "visible",
            "output": "fail: it is the mean\n    The sum is returned. The sum <b>.\n"
            "    Hint: By what?\npassed: it is 0.0",
        }
    ]  # fmt: skip
    assert "2 points wait for a person" in data["output"]
    assert "0.1 points are taken off" in data["output"]


def test_who_has_no_student_id_is_given_none_in_gradescopes_table():
    who = {"platform": "gradescope", "id": "zoe@x.edu", "name": "Zoë", "email": "zoe@x.edu", "file": "submission_1"}
    one = merge(Report("Zoë", "small", 1, 2, "graded", {}, {}, (), who=who))
    with zipfile.ZipFile(io.BytesIO(back.packed([one], {("Zoë", "small"): b""}, "gradescope"))) as made:
        assert read(made.read("scores.csv").decode())[1] == ["Zoë", "", "zoe@x.edu", "submission_1", "1", "2"]


def test_what_several_checks_say_is_written_once():
    checks = tuple(CheckReport(f"a.{n}", "holds", "fail", 0, 1, "two figures are drawn.") for n in "12")
    one = merge(Report("ada", "small", 0, 2, "graded", {}, {}, (ExerciseReport("a", "fail", 0, 2, checks),)))
    assert scores.feedback(one) == "a: 0 of 2\n  Two figures are drawn."


def test_the_commands_write_what_they_say(tmp_path, autograder, released):
    roster = tmp_path / "roster.csv"
    mine = [[cell.replace("A mean", "A mean, and its picture") for cell in row] for row in ROSTER]
    roster.write_text(tables.written_rows(mine))
    common = ("--course", released, "--reports", tmp_path / "reports")
    for student in ("al1815", "=evil()", "nobody"):
        folder = tmp_path / "reports" / student
        folder.mkdir(parents=True)
        (folder / "small.json").write_text(report().to_json().replace('"ada"', json.dumps(student)))
    run = autograder("export", "canvas", "--roster", roster, *common, cwd=tmp_path)
    assert "2 students have a score and are not on the roster: =evil(); nobody" in run.stderr
    assert "'=evil()" in (tmp_path / "canvas.unmatched.csv").read_text()
    assert "Lovelace, Ada" in (tmp_path / "canvas.csv").read_text()
    for name in ("moodle", "nbgrader", "csv"):
        run = autograder("export", name, *common, cwd=tmp_path)
        assert "3 of 3 submissions still wait" in run.stderr
    assert "'=evil()" in (tmp_path / "moodle.csv").read_text()
    run = autograder("export", "gradescope", *common, cwd=tmp_path)
    assert json.loads((tmp_path / "gradescope/nobody/results.json").read_text())["score"] == 0.5
