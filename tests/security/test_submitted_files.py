"""What is handed in may be no file at all: links, devices, pipes, archives, names that lead elsewhere."""

import os
import zipfile

import pytest
from hostile import course

from autograder.grading.grade import read_bytes
from autograder.intake import find
from autograder.model import notebook
from autograder.model.text import clean


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = course.make(tmp_path_factory.mktemp("files"))
    course.hand_in(made, "alice", course.filled(course.released(made), course.SOLUTIONS))
    return made


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.ipynb", b"0" * 50_000_000)


ODD = {
    "a link to a neighbour": lambda path, alice: path.symlink_to(alice),
    "a link to a password file": lambda path, alice: path.symlink_to("/etc/passwd"),
    "a link to an endless device": lambda path, alice: path.symlink_to("/dev/zero"),
    "a pipe": lambda path, alice: os.mkfifo(path),
    "a folder": lambda path, alice: path.mkdir(),
    "a link to nowhere": lambda path, alice: path.symlink_to("nowhere"),
    "an archive with a bomb and a way out": lambda path, alice: bomb(path),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_notebook_is_a_sentence(places, tmp_path, kind):
    path = tmp_path / "tiny.ipynb"
    ODD[kind](path, places.submitted / "alice" / "tiny" / "tiny.ipynb")
    with pytest.raises(notebook.Unreadable) as refusal:
        notebook.read(read_bytes(path, 20), 20)
    assert "Hand in" in str(refusal.value) or "hand in" in str(refusal.value)
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_folder_that_links_to_a_neighbour_is_not_their_work(places):
    mallory = places.submitted / "mallory"
    mallory.mkdir()
    (mallory / "tiny").symlink_to(places.submitted / "alice" / "tiny")
    units = {unit.student: unit for unit in find.find([places.submitted], places.course, course.NAME)}
    with pytest.raises(notebook.Unreadable):
        read_bytes(units["mallory"].path, 20)
    assert read_bytes(units["alice"].path, 20)


@pytest.mark.parametrize("name", ["a\u202eb", "a\x1b[31m", "..\\..\\x", "a:b", "\udcff", "x" * 240])
def test_names_stay_in_the_output_folder(places, tmp_path, name):
    path = tmp_path / os.fsencode(f"{name[:200]}.ipynb").decode("utf-8", "surrogateescape")
    path.write_bytes(b"{}")
    (unit,) = find.find([path], places.course, course.NAME)
    assert (tmp_path / unit.student).parent == tmp_path
    unit.student.encode()
    assert unit.student == clean(unit.student, 200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("::set-output name=x::1", ": :set-output name=x::1"),
        ("##[error]x", "# #[error]x"),
        ("##vso[task.setvariable]x", "# #vso[task.setvariable]x"),
        ("x[::2]", "x[::2]"),
        ("a\u202eb\u200b\u061c", "ab"),
        ("\ud800", "?"),
        ("at /tmp/autograder-12-abc/lesson/x", "at ./x"),
        ("<f at 0x7f0011223344>", "<f at 0x…>"),
        ("x" * 5000, "x" * 1199 + "…"),
    ],
)
def test_text_is_made_fit_to_show(text, shown):
    assert clean(text) == shown
