"""From a platform's download to what it takes back, by the real commands."""

import csv
import os
import zipfile

import pytest
from hostile import course

from tests.intake import downloads
from tests.intake.downloads import lay, pack

SHEET = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Feedback comments"\n'
    '"Participant 11","Ada Lovelace",a@school.edu,Submitted,-,"4,00",\n'
    '"Participant 12","J.-L. Moreau",,Submitted,,"4,00",\n"Participant 99","Anna Krüger",,,,,\n'
)
ROSTER = (
    'Student,ID,SIS Login ID,Section,Two functions (77)\n    Points Possible,,,,"4,0"\n"Lovelace, Ada",21,al1,A,\n'
    '"Newton, Isaac",44,in1,A,\n"Kruger, Zoe",23,zk1,A,\n'
)
GROUPS = "group_name,name,canvas_user_id,login_id\nG1,Bob Hope,22,hopebob\nG1,Isaac Newton,44,newton\n"


@pytest.fixture(scope="module")
def run(autograder, tmp_path_factory):
    """The tiny course in a folder, and the command in it."""
    places = course.make(tmp_path_factory.mktemp("command"))
    (places.root / "gradebook.db").unlink()
    env = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return lambda *arguments, **how: autograder(*arguments, cwd=places.root, env=env, **how)


@pytest.fixture(scope="module")
def graded(run, tmp_path_factory):
    """Three downloads graded at once: a zip, a zip with a table of groups, a folder."""
    folder = tmp_path_factory.mktemp("downloads")
    moodle, canvas = pack(folder / "a.zip", downloads.MOODLE), pack(folder / "b.zip", downloads.CANVAS)
    gradescope = lay(folder / "export", downloads.GRADESCOPE)
    (folder / "groups.csv").write_text(GROUPS)
    (folder / "extra").mkdir()
    (folder / "extra" / "carol.html").write_text("<html>")
    (folder / "extra" / "dora.ipynb").write_bytes(downloads.notebook())
    what = (moodle, canvas, gradescope, folder / "extra")
    done = run("grade", *what, "--groups", folder / "groups.csv", "--out", folder / "reports")
    return folder, done


def test_everybody_has_a_row_and_what_is_nobodys_is_named(graded):
    _, done = graded
    for name in ("Ada Lovelace", "Jean-Luc Moreau", "hopebob", "krugerzoe", "newton", "Bob Hope", "dora"):
        assert name in done.stdout
    assert "Not graded: `carol.html` is an HTML export: the .ipynb is needed." in done.stderr


def test_members_of_a_group_have_the_same_report(graded):
    folder, _ = graded
    texts = [(folder / "reports" / name / "tiny.json").read_text() for name in ("hopebob", "newton")]
    assert "Handed in by hopebob for the group." in texts[1]
    assert '"score": 4' in texts[0]
    assert '"score": 4' in texts[1]


def test_why_one_of_a_class_was_not_graded_is_said_and_a_member_who_may_be_misspelt_is_asked_about(run, tmp_path):
    for name, data in (("dora", downloads.notebook()), ("carla", downloads.notebook()), ("bob", b"{")):
        (tmp_path / f"{name}.ipynb").write_bytes(data)
    (tmp_path / "groups.csv").write_text("group,student\nG1,dora\nG1,karla\nG1,Eve\n")
    done = run("grade", tmp_path, "--groups", tmp_path / "groups.csv", "--out", tmp_path / "reports")
    said = " ".join(done.stderr.split())
    assert "karla handed in nothing and has a group's report; carla did. Is that one person?" in said
    assert "Eve handed in nothing" not in said
    assert "bob: The file is not JSON." in said


BACK = {
    "moodle": {
        "Ada Lovelace_11_assignsubmission_file_/tiny.html", "Jean-Luc Moreau_12_assignsubmission_file_/tiny.html",
        "Zoë Krüger_13_assignsubmission_file_/tiny.html",
    },
    "canvas": {
        "lovelaceada_LATE_21_3001_tiny.html", "hopebob_22_3002_tiny.html", "anon_k3Xy9_3004_tiny.html",
        "krugerzoe_23_3005_tiny.html",
    },
    "gradescope": {"submission_101/tiny.html", "submission_102/tiny.html", "scores.csv"},
}  # fmt: skip


@pytest.mark.parametrize("platform", BACK)
def test_the_zip_that_a_platform_takes_back(graded, run, platform):
    folder, _ = graded
    done = run("feedback", "--for", platform, "--reports", folder / "reports", "--to", folder / f"{platform}.zip")
    assert "Not in it, since it came another way" in done.stderr
    with zipfile.ZipFile(folder / f"{platform}.zip") as archive:
        assert set(archive.namelist()) == BACK[platform]
        for name in archive.namelist():
            assert name == "scores.csv" or b"<html" in archive.read(name)[:200]
        if platform == "gradescope":
            rows = archive.read("scores.csv").decode().splitlines()
            assert "Ada Lovelace,900,ada@school.edu,submission_101,4,4" in rows
            assert len(rows) == 4


def test_moodles_worksheet_is_filled_in(graded, run):
    folder, _ = graded
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8-sig")
    there = ("--reports", folder / "reports", "--to", folder / "m.csv")
    run("export", "moodle", "--worksheet", folder / "sheet.csv", *there)
    with (folder / "m.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["Identifier"]: row for row in csv.DictReader(file)}
    assert [rows[f"Participant {n}"]["Grade"] for n in (11, 12, 99)] == ["4", "4", ""]
    assert rows["Participant 11"]["Feedback comments"] == "double: 2 of 2<br>label_counts: 2 of 2"
    assert rows["Participant 11"]["Maximum Grade"] == "4,00"


def test_canvas_finds_people_by_its_own_ids_and_near_names_are_suggested(graded, run):
    folder, _ = graded
    (folder / "roster.csv").write_text(ROSTER)
    line = ("export", "canvas", "--roster", folder / "roster.csv")
    line += ("--reports", folder / "reports", "--to", folder / "c.csv")
    done = run(*line)
    assert "points possible" not in done.stderr
    with (folder / "c.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["ID"]: row["Two functions (77)"] for row in csv.DictReader(file)}
    assert (rows["21"], rows["44"], rows["23"]) == ("4", "4", "0")
    (folder / "roster.csv").write_text(ROSTER.replace(",23,", ",99,"))
    done = run(*line)
    assert "Zoë Krüger (near: Kruger, Zoe)" in done.said


def test_what_holds_no_notebook_ends_with_status_2(run, tmp_path):
    photos = pack(tmp_path / "photos.zip", {"a/1.png": b"", "b/essay.pdf": b""})
    done = run("grade", photos, "--out", tmp_path / "out", status=2)
    assert "holds no notebook" in done.stderr
    assert "essay.pdf` is a PDF: the .ipynb is needed" in done.said
    assert not (tmp_path / "out").exists()
