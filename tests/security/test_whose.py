"""What lies in a student's own folder tells nothing of anybody else: whose it is, how much of it there is."""

import io
import os
import time
import zipfile

import pytest
from hostile import course

from autograder.batch import late
from autograder.export import back
from autograder.intake import attempts, groups, handed, lesson
from autograder.intake.archive import Room
from autograder.intake.find import survey
from autograder.model.files import read_bytes
from autograder.model.marks import merge
from autograder.model.report import Report
from tests.intake.downloads import lay, notebook

SWAPPED = """\
submission_101:
  :submitters:
  - :name: Mallory
    :sid: '666'
submission_103:
  :submitters:
  - :name: Ada
    :sid: '900'
"""
METADATA = SWAPPED.replace("_101", "_x").replace("_103", "_101").replace("_x", "_103")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return course.make(tmp_path_factory.mktemp("whose"))


FORGED = {
    "alice_1_assignsubmission_file_/tiny.ipynb": notebook(double="x"),
    "alice_1_2_tiny.ipynb": notebook(double="x"),
    "submission_1/tiny.ipynb": notebook(double="x"),
    "tiny-alice/.git/HEAD": b"ref",
    "tiny-alice/tiny.ipynb": notebook(double="x"),
    "alice/tiny/tiny.ipynb": notebook(double="x"),
    "alice/assignments/tiny/tiny.ipynb": notebook(double="x"),
    "tiny/alice/tiny/tiny.ipynb": notebook(double="x"),
}
TREES = {
    "nbgrader's": ({"submitted/{}/tiny/tiny.ipynb": notebook()}, "submitted/mallory/tiny"),
    "clones": ({"tiny-{}/.git/HEAD": b"", "tiny-{}/tiny.ipynb": notebook()}, "tiny-mallory"),
    "loose": ({"{}/tiny.ipynb": notebook()}, "mallory"),
    "STUDENT/ASSIGNMENT": ({"{}/tiny/tiny.ipynb": notebook()}, "mallory/tiny"),
    "sections": ({"{}1/{}/tiny/tiny.ipynb": notebook()}, "mallory1/mallory/tiny"),
    "Moodle's": ({"{}_1_assignsubmission_file_/tiny.ipynb": notebook()}, "mallory_1_assignsubmission_file_"),
}


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("own", [True, False], ids=["beside their own", "instead"])
def test_nobody_hands_in_for_somebody_else(places, tmp_path, tree, own):
    files, folder = TREES[tree]
    people = ["alice", "bob", *["mallory"] * own]
    there = {
        name.format(who, who).replace("_1_", f"_{n}1_"): data
        for n, who in enumerate(people, 1) for name, data in files.items()
    }  # fmt: skip
    folder = folder.replace("_1_", "_31_")
    there |= {f"{folder}/{name}": data for name, data in FORGED.items()}
    found = survey([lay(tmp_path / "all", there)], places.course, None).handed_in
    assert sorted(one.student for one in found) == ["alice", "bob", "mallory"]
    (alice,) = (one for one in found if one.student == "alice")
    assert "mallory" not in str(alice.path.relative_to(tmp_path))


@pytest.mark.parametrize(
    ("tree", "own", "others"),
    [
        ("tiny-{}/.git/HEAD", "ada", "ada-main"), ("tiny-{}/.git/HEAD", "ada", "ada-master"),
        ("tiny-{}/x.py", "ada", "ada-main"), ("tiny-{}-main/x.py", "ada", "ada-main"),
        ("submitted/{}/tiny/x.py", "ada", "tiny-ada"), ("submitted/{}/tiny/x.py", "ada", "ada-main"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("there", [True, False], ids=["beside", "instead"])
def test_a_name_that_looks_like_another_s_repository_is_nobody_else_s(places, tmp_path, tree, own, others, there):
    """Whoever enrols chooses their login: that of a clone is no branch, and two are never shortened to one."""
    people = ["bob", others, *[own] * there]
    folder = tree.rpartition("/")[0].removesuffix("/.git")
    files = {name.format(who): b"" for who in people for name in (tree, folder + "/tiny.ipynb")}
    files |= {(folder + "/tiny.ipynb").format(who): notebook() for who in people}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    theirs = {one.student: str(one.path.parent.relative_to(tmp_path / "all")) for one in found}
    assert len(theirs) == len(people)
    assert not there or theirs[own] == folder.format(own)
    assert there or ".git" not in tree or own not in theirs


LOGINS = {"alpha": "alpha", "alpha-eve": "eve", "bob": "bob", "alpha-bob": "alpha-bob"}


@pytest.mark.parametrize("turned", [False, True])
def test_a_name_that_begins_like_a_group_s_earns_and_costs_nobody_anything(places, tmp_path, turned):
    files = {f"tiny-{who}/{name}": b"" for who in LOGINS for name in (".git/HEAD", "tiny.ipynb")}
    files |= {f"tiny-{who}/tiny.ipynb": notebook() for who in LOGINS}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    table = tmp_path / "groups.csv"
    table.write_text("group,student\nalpha,ada\nalpha,cy\nzeta,alpha-bob\nzeta,zoe\n")
    together = groups.shared(sorted(found, key=lambda one: one.path, reverse=turned), groups.read(table))
    assert {one.path.parent.name.removeprefix("tiny-"): one.student for one in together} == LOGINS
    assert {one.student: [other.name for other in one.others] for one in together if one.others} == {
        "alpha": ["ada", "cy"],
        "alpha-bob": ["zoe"],
    }


def test_a_notebook_beside_a_folder_of_the_same_lesson_stops_nobody(places, tmp_path):
    mine = {"mallory/tiny.ipynb": notebook(), "mallory/tiny/tiny (2).ipynb": notebook(double="x")}
    files = {"ada/tiny.ipynb": notebook(), **mine}
    ada, mallory = sorted(survey([lay(tmp_path / "all", files)], places.course).handed_in, key=lambda one: one.student)
    assert (ada.student, ada.notes) == ("ada", ())
    assert mallory.path.name == "tiny (2).ipynb"
    assert "`tiny.ipynb` was not" in mallory.notes[0].text


def test_a_list_that_a_student_hands_in_says_nothing_of_others(places, tmp_path):
    files = {"submission_metadata.yml": METADATA.encode()}
    files |= {f"submission_{n}/tiny.ipynb": notebook() for n in (101, 103)}
    files |= {f"submission_103/{name}submission_metadata.yml": SWAPPED.encode() for name in ("", "deep/")}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    assert {one.student: one.path.parent.name for one in found} == {
        "Ada": "submission_101",
        "Mallory": "submission_103",
    }


@pytest.mark.parametrize("above", ["", "class/"])
def test_ones_many_files_stop_nobody(places, tmp_path, monkeypatch, above):
    monkeypatch.setattr(handed, "MOST_WITHIN", 50)
    monkeypatch.setattr(handed, "MOST_ENTRIES", 200)
    files = {f"{above}{who}/tiny.ipynb": notebook() for who in ("ada", "bob", "zoe")}
    files |= {f"{above}{who}/{n // 10}/{n}.txt": b"" for who in ("eve", "mallory") for n in range(300)}
    files[f"{above}eve/tiny.ipynb"] = notebook()
    found = survey([lay(tmp_path / "all", files)], places.course, None)
    assert sorted(one.student for one in found.handed_in) == ["ada", "bob", "eve", "zoe"]
    assert any("more than 50 files" in line for line in found.unused)


def test_ones_many_attempts_stop_nobody(places, tmp_path, monkeypatch):
    """To look into one that is made for it takes seconds: only the last are, and only so much of all."""
    read = []
    for module in (lesson, attempts):
        monkeypatch.setattr(module, "read_bytes", lambda path: read.append(path) or read_bytes(path))
    files = {"ada/tiny.ipynb": notebook(), **{f"eve/x ({n}).ipynb": notebook(double="x") for n in range(1000)}}
    folder = lay(tmp_path / "all", files)
    for n in range(999):
        os.truncate(folder / f"eve/x ({n}).ipynb", 100 << 20)
    found = {one.student: one for one in survey([folder], places.course, None).handed_in}
    assert found["eve"].path.name == "x (999).ipynb"
    assert len(read) < 50


def test_a_tree_that_is_deep_is_not_gone_through(places, tmp_path):
    """Each file's way is looked at folder by folder: 1,500 files below 900 folders took ten minutes."""
    deep = "d/" * 500
    files = {"ada/tiny.ipynb": notebook(), "eve/tiny.ipynb": notebook()}
    files |= {f"eve/{deep}{n}.txt": b"" for n in range(100)}
    began = time.process_time()
    found = survey([lay(tmp_path / "all", files)], places.course, None)
    assert time.process_time() - began < 2
    assert sorted(one.student for one in found.handed_in) == ["ada", "eve"]
    assert any("more folders than 20" in line for line in found.unused)


def test_lists_that_students_hand_in_are_read_after_the_platform_s_and_only_so_many(places, tmp_path):
    """A list of 4 MB takes 15 seconds to read: who hands in a hundred would hold up the class."""
    files = {"submission_metadata.yml": METADATA.encode()}
    files |= {f"submission_{n}/tiny.ipynb": notebook() for n in (101, 103)}
    files |= {f"submission_103/{n}/submission_metadata.yml": b"[" * (1 << 20) for n in range(100)}
    began = time.process_time()
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    assert time.process_time() - began < 10
    assert {one.student for one in found} == {"Ada", "Mallory"}


def test_a_name_that_cannot_be_opened_stops_nobody(places, tmp_path, monkeypatch):
    """A path may be longer where a class lies than where it was made."""
    root = lay(tmp_path / "all", {f"{who}/tiny.ipynb": notebook() for who in ("ada", "mallory")})
    monkeypatch.chdir(root / "mallory")
    for _ in range(16):
        os.mkdir("d" * 240)
        monkeypatch.chdir("d" * 240)
    for name in ("e" * 200, "f" * 200 + ".zip"):
        open(name, "w").close()
    monkeypatch.undo()
    found = survey([root], places.course, None)
    assert sorted(one.student for one in found.handed_in) == ["ada", "mallory"]


def test_a_page_goes_back_under_no_way_out():
    who = {"platform": "canvas", "id": "21", "name": "ada", "file": "..\\..\\ada_21_3_"}
    report = Report("ada", "tiny", 4, 4, "graded", {}, {}, (), who=who)
    packed = back.packed([merge(report)], {("ada", "tiny"): b"page"}, "canvas")
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert names == [".._.._ada_21_3_tiny.html"]


LATE, EARLY = b"2027-02-20 12:00:00 UTC", b"2027-01-01 12:00:00 UTC"


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


DEEPER = {
    "a folder": {"deep/tiny.ipynb": notebook()},
    "a folder with a date of its own": {"deep/tiny.ipynb": notebook(), "deep/timestamp.txt": EARLY},
    "an archive with a date of its own": {"x.zip": zipped({"tiny.ipynb": notebook(), "timestamp.txt": EARLY})},
    "a tree of its own": {"mallory/tiny/tiny.ipynb": notebook(), "mallory/tiny/timestamp.txt": EARLY},
}


@pytest.mark.parametrize("kind", DEEPER)
@pytest.mark.parametrize("above", ["", "class/"])
def test_the_date_that_stands_furthest_out_counts(places, tmp_path, kind, above):
    """What nbgrader writes lies in STUDENT/ASSIGNMENT/; what is below that folder a student has made."""
    files = {f"{above}{who}/tiny/tiny.ipynb": notebook() for who in ("ada", "bob")}
    files |= {f"{above}{who}/tiny/timestamp.txt": EARLY for who in ("ada", "bob")}
    files |= {f"{above}mallory/tiny/{name}": data for name, data in DEEPER[kind].items()}
    files[f"{above}mallory/tiny/timestamp.txt"] = LATE
    found = survey([lay(tmp_path / "submitted", files)], places.course, None, Room(tmp_path)).handed_in
    days = {one.student: str(late.time_of(one, places.course)[0])[:10] for one in found}
    assert days == {"ada": "2027-01-01", "bob": "2027-01-01", "mallory": "2027-02-20"}


@pytest.mark.parametrize("file", ["bob_attempt_2026-01-01-00-00-00_y.ipynb", "x_bob_attempt_2026-01-01-00-00-00.txt"])
def test_what_students_call_their_file_is_no_part_of_what_blackboard_says(places, tmp_path, file):
    files = {f"A_mallory_attempt_2027-02-20-23-05-00_{file}": notebook()}
    files |= {"A_ada_attempt_2027-01-31-23-05-00_x.ipynb": notebook()}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    told = {one.student: (one.who["id"], one.when[:10]) for one in found}
    assert told["ada"] == ("A_ada", "2027-01-31")
    assert told.get("mallory", ("A_mallory", "2027-02-20")) == ("A_mallory", "2027-02-20")
    assert "bob" not in told


def test_nobody_s_report_is_another_s_whatever_people_call_themselves(places, tmp_path):
    """Whoever shares a submission may be called as somebody who shares another, or as such a name with a number."""
    people = {"1": [("Ann", 1), ("Bob", 2)], "2": [("Mallory", 3), ("Bob", 4)], "3": [("Bob 4", 5)], "4": [("Ann", 6)]}
    text = "".join(
        f"submission_{n}:\n  :submitters:\n" + "".join(f"  - :name: {name}\n    :sid: '{sid}'\n" for name, sid in those)
        for n, those in people.items()
    )
    files = {f"submission_{n}/tiny.ipynb": notebook() for n in people} | {"submission_metadata.yml": text.encode()}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    named = [(one.student, one.who["id"]) for one in found]
    named += [(other.name, other.who["id"]) for one in found for other in one.others]
    assert len({name for name, _ in named}) == len(named) == 6
    assert {sid for _, sid in named} == set("123456")


def test_a_name_with_somebody_s_number_behind_it_costs_nobody_their_work(places, tmp_path):
    names = ("Ada Lovelace_11", "Ada Lovelace_12", "Ada Lovelace 12_13")
    files = {f"{name}_assignsubmission_file_/tiny.ipynb": notebook() for name in names}
    found = survey([lay(tmp_path / "all", files)], places.course, None).handed_in
    assert {one.who["id"] for one in found} == {"11", "12", "13"}
    assert len({one.student for one in found}) == 3
