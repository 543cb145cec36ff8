"""What is handed in may be no file at all: links, devices, pipes, archives, names that lead elsewhere."""

import ast
import copy
import json
import os
import re
import struct
import subprocess
import sys
import time
import unicodedata
import zipfile
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
import torch
from hostile import arena, course

from autograder.ci import emit
from autograder.cli import main
from autograder.grading.checkrun import Finding
from autograder.grading.grade import read_bytes
from autograder.grading.verdict import picture
from autograder.intake import find
from autograder.model import names, notebook, owned, pictures
from autograder.model.files import write_whole
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
    units = {unit.student: unit for unit in find.survey([places.submitted], places.course, course.NAME).handed_in}
    with pytest.raises(notebook.Unreadable):
        read_bytes(units["mallory"].path, 20)
    assert read_bytes(units["alice"].path, 20)


NAMES = [
    "ada", "Ada Lovelace", "a\u202eb", "ab", "a\x1b[31m", "..\\..\\x", "a:b", "a_b", "\udcff", "\udcfe", "?", "x" * 240,
    "x" * 200, "\u00e9", "e\u0301", ".writable", "class-tiny.html", "con", "a\u00adb", "a\U000e0041b", ". .", " ada ",
    "\u5b57" * 90, "a\nb", "viva-tiny.html",
    names.folder("a:b"), names.student("a\u202eb"), "<img src=x onerror=alert(1)>", 'ada" onclick="alert(1)',
]  # fmt: skip


def test_names_stay_in_the_output_folder_and_apart():
    found = set()
    for name in NAMES:
        student = names.student(name)
        assert student == clean(student, 200)
        student.encode()
        assert not re.search(r'[<>"\\\n]', student)
        assert len(student) <= 128  # in nbgrader's tables
        assert len(student.encode()) <= 255  # among its folders
        folder = names.folder(student)
        assert len(folder.encode()) <= 255
        assert not re.search(r'[\x00-\x1f\\/:*?"<>|]|^\.|[. ]$|^(class|viva)-.*html$', folder)
        found.add(unicodedata.normalize("NFC", folder))
    assert len(found) == len(NAMES)
    assert (names.folder("ada"), names.folder("Ada Lovelace")) == ("ada", "Ada Lovelace")  # who is not odd keeps it


ODD_STUDENTS = (
    "honest", "a:b", "a_b", "Ada", "ada", "\u00e9", "e\u0301", "class-tiny.html", "pipe", "endless", "giant",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd_class(tmp_path_factory):
    """A class in which names, dates and files are odd, graded by the real command: its reports by student."""
    made = course.make(tmp_path_factory.mktemp("odd"))
    (made.root / "gradebook.db").unlink()  # a secret to be stolen, and no grade book that a page could be made with
    right = course.filled(course.released(made), course.SOLUTIONS)
    for student in ODD_STUDENTS:
        course.hand_in(made, student, right)
    course.hand_in(made, "empty", b'{"cells": []}')
    (made.submitted / "linked").symlink_to(made.submitted / "honest")
    for student, place in (("pipe", os.mkfifo), ("endless", lambda path: path.symlink_to("/dev/zero"))):
        place(made.submitted / student / course.NAME / "timestamp.txt")
    giant = made.submitted / "giant" / course.NAME / "timestamp.txt"
    giant.touch()
    os.truncate(giant, 2 << 30)
    settings = made.root / "grading.toml"
    settings.write_text(settings.read_text() + "\n[policy.deadlines]\ntiny = 2020-01-01T00:00:00Z\n")
    out = made.root.parent / "reports"
    arena.grade(made, out, "--jobs", "2", seconds=300)
    line = [sys.executable, "-m", "autograder", "report", str(out)]
    pages = subprocess.run(
        line, cwd=made.root, env=arena.environment(made), capture_output=True, text=True, check=False
    )
    assert pages.returncode == 0, pages.stderr
    read = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("*/tiny.json")]
    return out, {report["student"]: report for report in read}


def test_one_odd_item_stops_nobody(odd_class):
    out, reports = odd_class
    scores = {**dict.fromkeys(ODD_STUDENTS, 4), "empty": 0, "linked": 0}
    assert {name: report["score"] for name, report in reports.items()} == scores
    assert reports["linked"]["status"] == "unreadable"
    page = (out / "class-tiny.html").read_text(encoding="utf-8")
    links = {unquote(link) for link in re.findall(r'href="([^"#]+/tiny\.html)"', page)}
    assert len(links) == len(reports)
    assert all((out / link).is_file() for link in links)


def test_a_large_file_of_json_is_not_parsed_to_see_what_it_is(places, tmp_path):
    """Which assignment a notebook belongs to is told from its text; parsed, this one takes a gigabyte."""
    text = (places.root / "grading.toml").read_text()
    two, flat = tmp_path / "course", tmp_path / "class"
    two.mkdir()
    flat.mkdir()
    (two / "grading.toml").write_text(
        text + text[text.index("[assignments.tiny]") :].replace("tiny", "other").replace("double", "triple")
    )
    (flat / "ada.ipynb").write_text(json.dumps(course.filled(course.released(places), course.SOLUTIONS)))
    with (flat / "large.ipynb").open("w") as file:
        file.write('{"cells": [{"metadata": {"nbgrader": {"grade_id": "double"}}}, ' + "{}," * 20_000_000 + "{}]}")
    code = f"""
import resource
from pathlib import Path
from autograder.intake import find
from autograder.model import course
here = course.load(Path({str(two / "grading.toml")!r}))
resource.setrlimit(resource.RLIMIT_DATA, (1 << 29, 1 << 29))
print(sorted(one.student for one in find.survey([Path({str(flat)!r})], here).handed_in))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout.strip() == "['ada', 'large']", run.stderr[-500:]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("::set-output name=x::1", ": :set-output name=x::1"),
        ("##[error]x", "# #[error]x"),
        ("##vso[task.setvariable]x", "# #vso[task.setvariable]x"),
        ("##teamcity[testFinished name='x']", "# #teamcity[testFinished name='x']"),
        ("x[::2]", "x[::2]"),
        ("a\u202eb\u200b\u061c", "ab"),
        ("a\U000e0073\U000e0061\U000e0079\u00adb\u3164\uffa0\u115f\u1160\u2800\ufe0f\U000e0100", "ab"),
        ("naïve 한글 π≤3 ✓", "naïve 한글 π≤3 ✓"),
        ("\ud800", "?"),
        ("at /tmp/autograder-12-abc/lesson/x", "at ./x"),
        ("<f at 0x7f0011223344>", "<f at 0x…>"),
        ("x" * 5000, "x" * 1199 + "…"),
    ],
)
def test_text_is_made_fit_to_show(text, shown):
    assert clean(text) == shown


def _looked_for(source):
    """Where an exercise's cell is gone, one that is no Python is looked at for its name."""
    exercise = SimpleNamespace(names=("double",))
    return owned._seems(source, exercise)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: clean(text, 20_000), "/a" * 40_000),
        (lambda text: pictures.answer([notebook.Cell("markdown", text)]), "![](attachment:" * 20_000),
        (lambda text: pictures.answer([notebook.Cell("markdown", text)]), "![](data:image/png;base64,A" * 20_000),
        (_looked_for, "(" + "\n" * 100_000),
        (_looked_for, "def " * 50_000),
        (emit.safe, "`www." * 10_000),
        (lambda text: notebook.lean(text.encode(), 0), '"' + '\\"' * 50_000),
    ],
    ids=[
        "slashes",
        "pictures that never end",
        "pictures in text",
        "empty lines",
        "words",
        "code that never ends",
        "a text of quotes",
    ],
)
def test_no_text_takes_more_than_its_length(read, text):
    """A search that begins anew at every letter takes the square of it: half a minute here, hours for a megabyte."""
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 5


DEEP = {
    "a sum": lambda n: "x = " + "+".join(["a"] * n),
    "branches": lambda n: "if a: pass\n" + "elif b: pass\n" * n,
    "calls": lambda n: "x = a" + ".b()" * n,
    "lambdas": lambda n: "x = " + "lambda: " * n + "a",
}


@pytest.mark.parametrize("kind", DEEP)
def test_no_program_is_deeper_than_who_reads_it(kind):
    """Trees are written, copied and changed by functions that call themselves, some of them for the whole class."""

    def below(frames, act):
        return act() if not frames else below(frames - 1, act)

    depths = [n for n in range(10, 900, 10) if (tree := notebook.syntax_tree(DEEP[kind](n))) is not None]
    assert 40 <= max(depths) < 200
    tree = notebook.syntax_tree(DEEP[kind](max(depths)))
    for read in (ast.dump, ast.unparse, copy.deepcopy, ast.NodeTransformer().visit):
        below(200, lambda read=read: read(tree))


def test_what_is_written_goes_through_no_link_that_lies_there(tmp_path):
    """A checkout may hold links under every name that a file has while it is written."""
    (tmp_path / "elsewhere").write_text("untouched")
    (tmp_path / f".result.json.{os.getpid()}.tmp").symlink_to(tmp_path / "elsewhere")
    write_whole(tmp_path / "result.json", b"{}")
    assert (tmp_path / "elsewhere").read_text() == "untouched"
    assert not (tmp_path / "result.json").is_symlink()


def test_a_file_s_name_reaches_no_terminal_and_no_runner(places, tmp_path, monkeypatch, capsys):
    odd = "\x1b[2J\n::error::\u202e"
    monkeypatch.chdir(places.root)
    monkeypatch.setattr(sys, "argv", ["autograder", "grade", str(tmp_path / odd)])
    with pytest.raises(SystemExit):
        main.main()
    said = capsys.readouterr().err
    assert "is not there" in said
    assert not re.search("\x1b|\u202e|::error", said)


def _claims(width, height):
    """A file of a few bytes that says how large a picture it is."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(40)


def _jpeg(width, height):
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(20)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (_claims(640, 480), True), (_claims(60_000, 60_000), False), (_claims(1, 2**31), False), (_claims(0, 5), False),
        (_jpeg(640, 480), True), (_jpeg(60_000, 60_000), False), (_jpeg(640, 480)[:12], False), (b"<svg/>", False),
    ],
)  # fmt: skip
def test_a_small_file_with_a_giant_picture_is_not_shown(data, shown):
    assert pictures.fits(data) == shown
    png = data.startswith(b"\x89PNG")
    answer = {"png": torch.frombuffer(bytearray(data), dtype=torch.uint8)}
    assert bool(picture(Finding(None, "pass", answers=(answer,)))) == (shown and png)
