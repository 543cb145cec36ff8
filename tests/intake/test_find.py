"""What people hand over becomes submissions, packed or not; whoever is there is named as their platform names them."""

import unicodedata

import pytest
from hostile import course

from autograder.errors import UserError
from autograder.intake import groups
from autograder.intake.archive import Room
from autograder.intake.find import SubmittedFile, by_report, survey
from autograder.intake.platforms import Person
from tests.intake import downloads
from tests.intake.downloads import lay, notebook, pack


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return course.make(tmp_path_factory.mktemp("intake"))


FORMS = {
    "moodle": (
        downloads.MOODLE,
        {"Ada Lovelace": ("moodle", "11"), "Jean-Luc Moreau": ("moodle", "12"), "Zoë Krüger": ("moodle", "13")},
    ),
    "moodle, flat": (
        downloads.MOODLE_FLAT,
        {"Ada Lovelace": ("moodle", "11"), "Ada Lovelace 14": ("moodle", "14")},
    ),
    "canvas": (
        downloads.CANVAS,
        {"lovelaceada": ("canvas", "21"), "hopebob": ("canvas", "22"), "anon k3Xy9": ("canvas", "k3Xy9"),
         "krugerzoe": ("canvas", "23"), "doejane": ("canvas", "24")},
    ),
    "blackboard": (
        downloads.BLACKBOARD,
        {"alove": ("blackboard", "Tiny Lesson_alove"), "hope": ("blackboard", "Tiny Lesson_b_hope"),
         "hope Tiny Lesson_c_hope": ("blackboard", "Tiny Lesson_c_hope"), "zoe": ("blackboard", "Tiny Lesson_zoe")},
    ),
    "brightspace": (
        downloads.BRIGHTSPACE,
        {"Ada Lovelace": ("brightspace", "397-25 - Ada Lovelace"),
         "Ada Lovelace 399-25 - Ada Lovelace": ("brightspace", "399-25 - Ada Lovelace"),
         "Jean-Luc Moreau": ("brightspace", "398-25 - Jean-Luc Moreau")},
    ),
    "gradescope": (downloads.GRADESCOPE, {"Ada Lovelace": ("gradescope", "900"), "Bob Hope": ("gradescope", "901")}),
    "clones": (downloads.CLONES, {"ada": ("github", "ada"), "bob": ("github", "bob")}),
    "nbgrader": (downloads.TREE, dict.fromkeys(("ada", "bob", "carol", "dora", "eve"))),
    "loose": (downloads.LOOSE, dict.fromkeys(("ada", "bob"))),
    "flat": (downloads.FLAT, dict.fromkeys(("ada", "bob"))),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_packed_or_not(places, tmp_path, form, packed):
    files, people = FORMS[form]
    if packed and form == "clones":
        files = {name: data for name, data in files.items() if "/.git/" not in name}
        people = dict.fromkeys(people)
    what = pack(tmp_path / "all.zip", files) if packed else lay(tmp_path / "all", files)
    (tmp_path / "room").mkdir()
    found = survey([what], places.course, None, Room(tmp_path / "room"))
    got = {s.student: (s.who["platform"], s.who["id"]) if s.who else None for s in found.handed_in}
    assert got == people
    assert {s.assignment for s in found.handed_in} == {"tiny"}
    for one in found.handed_in:
        assert one.path.is_file() != bool(one.instead)


@pytest.mark.parametrize("packed", [False, True])
def test_a_browsers_ending_does_not_hide_a_notebook(places, tmp_path, packed):
    files = {
        "ada.ipynb.txt": notebook(),
        "bob/tiny/tiny.ipynb.json": notebook(),
        "carol/tiny/Tiny.IPYNB.TXT": notebook(),
    }
    what = pack(tmp_path / "all.zip", files) if packed else lay(tmp_path / "all", files)
    (tmp_path / "room").mkdir()
    found = survey([what], places.course, None, Room(tmp_path / "room"))
    assert {s.student for s in found.handed_in} == {"ada", "bob", "carol"}
    assert all(s.path.is_file() and not s.instead for s in found.handed_in)


def test_several_at_once_and_mixed(places, tmp_path):
    one = pack(tmp_path / "submissions.zip", downloads.CANVAS)
    two = lay(tmp_path / "late", {"carol/tiny.ipynb": notebook()})
    (tmp_path / "room").mkdir()
    found = survey([one, two], places.course, None, Room(tmp_path / "room"))
    assert {s.student for s in found.handed_in} >= {"lovelaceada", "carol"}


def test_what_lies_there_is_said(places, tmp_path):
    found = survey([lay(tmp_path / "a", downloads.MOODLE)], places.course, None)
    (zoe,) = [s for s in found.handed_in if s.student == "Zoë Krüger"]
    assert "`essay.html` is an HTML export: the .ipynb is needed." in zoe.instead
    found = survey([lay(tmp_path / "b", downloads.FLAT)], places.course, None)
    assert found.unused == ("`carol.html` is an HTML export: the .ipynb is needed",)
    (bob,) = [s for s in found.handed_in if s.student == "bob"]
    assert [n.text for n in bob.notes] == ["`bob (2).ipynb` was graded; `bob.ipynb` was not."]
    found = survey([lay(tmp_path / "d", downloads.TREE)], places.course, None)
    said = {s.student: s.instead for s in found.handed_in if s.instead}
    assert said["carol"] == "`carol.py` is a Python script: the .ipynb is needed."
    assert said["eve"] == "`timestamp.txt` is all there is: the .ipynb is needed."
    found = survey([lay(tmp_path / "c", downloads.CANVAS)], places.course, None)
    (bob,) = [s for s in found.handed_in if s.student == "hopebob"]
    assert bob.path.name == "hopebob_22_3009_tiny-2.ipynb"
    assert [n.text for n in bob.notes] == ["`tiny-2.ipynb` was graded; `tiny.ipynb` was not."]


@pytest.mark.parametrize(
    ("files", "student", "of_the_last", "when"),
    [
        (downloads.BLACKBOARD, "alove", "2027-01-31-23-05-00", "2027-01-31 23:05:00"),
        (downloads.BRIGHTSPACE, "Ada Lovelace", "Feb 1, 2027 1205 AM", "2027-02-01 00:05:00"),
        (downloads.BRIGHTSPACE, "Ada Lovelace 399-25 - Ada Lovelace", "112 PM", "2027-01-31 13:12:00"),
    ],
)
def test_of_several_attempts_the_last_by_the_platform_s_time_is_graded(
    places, tmp_path, files, student, of_the_last, when
):
    found = survey([lay(tmp_path / "a", files)], places.course, None)
    (one,) = [s for s in found.handed_in if s.student == student]
    assert of_the_last in str(one.path)
    assert one.when == when
    assert not [said for said in found.unused if "alove" in said]


def test_a_name_like_a_platforms_in_ones_own_folder_tells_no_time(places, tmp_path):
    name = "1-2 - Ada - Jan 1, 2020 1159 PM"
    files = {f"ada/tiny/{name}/tiny.ipynb": notebook(), f"bob/tiny/{name} - tiny.ipynb": notebook()}
    files |= {"carol/tiny/tiny.ipynb": notebook()}
    found = survey([lay(tmp_path / "submitted", files)], places.course, None)
    assert {one.student: one.when for one in found.handed_in} == {"ada": "", "bob": "", "carol": ""}


def test_the_others_of_a_group_are_told_by_gradescope(places, tmp_path):
    found = survey([lay(tmp_path / "a", downloads.GRADESCOPE)], places.course, None)
    (bob,) = [s for s in found.handed_in if s.student == "Bob Hope"]
    assert [(p.name, p.who["id"]) for p in bob.others] == [("Zoë Krüger", "902")]
    (ada,) = [s for s in found.handed_in if s.student == "Ada Lovelace"]
    assert ada.when == "2027-01-30 10:00:00 -0800"


def test_a_students_own_zip_is_opened_and_a_zip_that_is_nobodys_is_refused(places, tmp_path):
    inner = pack(tmp_path / "inner.zip", {"my folder/tiny.ipynb": notebook()}).read_bytes()
    (tmp_path / "room").mkdir()
    room = Room(tmp_path / "room")
    files = {"Ada_11_assignsubmission_file_/work.zip": inner, "hope_12_3_work.zip": inner, "carol.zip": inner}
    found = survey([lay(tmp_path / "a", files)], places.course, None, room)
    assert {s.student: s.path.is_file() for s in found.handed_in} == {"Ada": True, "hope": True, "carol": True}
    photos = pack(tmp_path / "photos.zip", {"a/1.png": b"", "b/essay.pdf": b""})
    with pytest.raises(UserError, match=r"holds no notebook.*`b/essay.pdf`|holds no notebook.*essay.pdf` is a PDF"):
        survey([photos], places.course, None, room)


@pytest.mark.parametrize(
    ("files", "people"),
    [
        (("Ada - tiny.ipynb", "Bob - tiny.ipynb", "Bob - tiny (1).ipynb"), {"Ada - tiny", "Bob - tiny"}),
        (("work.ipynb", "work (1).ipynb"), {"Homework 3"}),
        (("tiny.ipynb", "trial.ipynb"), {"Homework 3"}),
    ],
)
def test_notebooks_side_by_side_in_the_one_folder_of_an_archive_are_of_several(places, tmp_path, files, people):
    packed = pack(tmp_path / "drive-download.zip", {f"Homework 3/{name}": notebook() for name in files})
    (tmp_path / "room").mkdir()
    found = survey([packed], places.course, None, Room(tmp_path / "room"))
    assert {s.student for s in found.handed_in} == people


def test_a_link_to_a_neighbour_is_not_their_work(places, tmp_path):
    lay(tmp_path / "s", {"alice/tiny/tiny.ipynb": notebook()})
    (tmp_path / "s" / "bob").symlink_to(tmp_path / "s" / "alice")
    (tmp_path / "s" / "carol").mkdir()
    (tmp_path / "s" / "carol" / "tiny").symlink_to(tmp_path / "s" / "alice" / "tiny")
    found = survey([tmp_path / "s"], places.course, None)
    assert {s.student: s.path.is_symlink() for s in found.handed_in} == {"alice": False, "bob": True, "carol": True}


@pytest.mark.parametrize("packed", [False, True])
def test_whose_folder_holds_only_what_systems_leave_behind_has_a_row(places, tmp_path, packed):
    left = {"Ada_11_assignsubmission_file_/.DS_Store": b"", "Eve_12_assignsubmission_file_/__MACOSX/._x.ipynb": b""}
    files = left | {"Bob_13_assignsubmission_file_/tiny.ipynb": notebook(), "__MACOSX/._Bob": b"", ".DS_Store": b""}
    files |= {"Bob_13_assignsubmission_file_/more/.DS_Store": b""}
    what = pack(tmp_path / "all.zip", files) if packed else lay(tmp_path / "all", files)
    (tmp_path / "room").mkdir()
    found = survey([what], places.course, None, Room(tmp_path / "room"))
    assert {s.student: bool(s.instead) for s in found.handed_in} == {"Ada": True, "Eve": True, "Bob": False}
    assert found.unused == ()


def test_what_a_student_was_given_is_not_taken_for_what_they_made_of_it(places, tmp_path):
    given = places.course.assignment("tiny").released.read_bytes()
    files = {"ada/tiny.ipynb": given, "ada/Copy of tiny.ipynb": notebook(), "bob/tiny.ipynb": given}
    files |= {"cy/tiny.ipynb": notebook(), "cy/tiny (1).ipynb": notebook()[:99]}
    found = {s.student: s for s in survey([lay(tmp_path / "all", files)], places.course, None).handed_in}
    assert found["ada"].notes[0].text == "`Copy of tiny.ipynb` was graded; `tiny.ipynb` was not."
    assert found["cy"].notes[0].text == "`tiny.ipynb` was graded; `tiny (1).ipynb` was not."
    assert found["bob"].path.name == "tiny.ipynb"


def test_nobody_is_left_out_in_silence(places, tmp_path):
    files = {
        "ada/tiny.ipynb": notebook(),
        "bob/tiny.ipynb.crdownload": b"",
        "bob/photo.heic": b"",
        "cy.ipynb.part": b"",
    }
    files |= {"dora_12_assignsubmission_file_/.ipynb_checkpoints/tiny-checkpoint.ipynb": notebook()}
    found = survey([lay(tmp_path / "all", files)], places.course, None)
    one, more = "`cy.ipynb.part` is no notebook by its name", "`photo.heic` and 1 more are no notebooks by their names"
    assert set(found.unused) == {one, f"bob: {more}"}
    (dora,) = [s for s in found.handed_in if s.student == "dora"]
    assert dora.instead == "`.ipynb_checkpoints` is no notebook: the .ipynb is needed."


def test_names_that_groups_and_repositories_have(places, tmp_path):
    files = {"team_seven_LATE_21_3001_tiny.ipynb": notebook(), "Tiny-ada-main/tiny.ipynb": notebook()}
    files |= {
        unicodedata.normalize("NFD", "Zoë") + "_13_assignsubmission_file_/x.ipynb": notebook()
    }  # as macOS writes it
    found = survey([lay(tmp_path / "all", files)], places.course, None)
    assert {s.student: s.who.get("id") for s in found.handed_in} == {"team_seven": "21", "ada": None, "Zoë": "13"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_of_groups_is_read_as_spreadsheets_save_it(tmp_path, encoding):
    (tmp_path / "groups.csv").write_bytes("group;student\r\nG1;Jörg\r\n".encode(encoding))
    assert [m.person.name for m in groups.read(tmp_path / "groups.csv")["G1"]] == ["Jörg"]


def test_who_handed_in_together_has_one_notebook_wherever_it_is_looked_for(tmp_path):
    both = SubmittedFile("Ada", "tiny", tmp_path / "tiny.ipynb", others=(Person("Bob"),))
    alone = SubmittedFile("Cy", "tiny", tmp_path / "cy.ipynb")
    assert by_report([both, alone]) == {("Ada", "tiny"): both, ("Bob", "tiny"): both, ("Cy", "tiny"): alone}
