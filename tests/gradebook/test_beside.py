"""What comes with a submission on nbgrader's way: links, pipes and giants beside it, and text that would run."""

import base64
import html
import os
import re
import struct
import time
import zlib
from types import SimpleNamespace

import pytest

from autograder.nbgrader import shown
from tests.gradebook import small
from tests.gradebook.conftest import copy_of
from tests.sample_class import place

SECRET = "CANARY-5512"
HUGE = 60_000


def png(side: int) -> bytes:
    """A small file that claims to be a picture of side × side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(100_000))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def data(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


RUNS = [
    "<script>ran()</script><b>bold</b>",
    "<img src=x onerror=ran()>",
    "[a](javascript:ran()) [b](java&#115;cript:ran()) [c](&#x6A;avascript:ran()) [d](data:text/html;base64,AAAA)",
    "[e][1]\n\n[1]: javascript:ran()",
    "<svg onload=ran()></svg><iframe src=//elsewhere></iframe><form action=/hub/logout><input></form>",
    "![told](https://elsewhere.example/seen.png) ![told](//elsewhere.example/seen.png) ![told](/hub/logout)",
    "$\\href{javascript:ran()}{x}$ and $a<b$ in `x<y`",
    f"![bomb](data:image/png;base64,{data(png(HUGE))}) ![fine](data:image/png;base64,{data(png(9))})",
]


def written(notebook) -> None:
    """The student's text: an answer, cells of their own, pasted pictures."""
    notebook["cells"][place(notebook, "q_outlier")]["source"] = "\n\n".join(RUNS[:4])
    for number, text in enumerate(RUNS):
        notebook["cells"].append({"cell_type": "markdown", "id": f"own-{number}", "metadata": {}, "source": text})
    pasted = {"bomb.png": {"image/png": data(png(HUGE))}, "fine.png": {"image/png": data(png(8))}}
    for name in pasted:
        cell = {"cell_type": "markdown", "id": name[:4], "metadata": {}, "source": f"![pasted](attachment:{name})"}
        notebook["cells"].append({**cell, "attachments": pasted})
    notebook["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {}, "source": "<script>ran()</script>"})


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """The class, autograded and with feedback: what the attackers left, and an honest student at each end."""
    root = copy_of(released, tmp_path_factory.mktemp("beside") / "course")
    outside = root.parent / "secret.txt"
    outside.write_text(SECRET)
    cells = {"mean_of": small.RIGHT, "draw": small.DRAW}
    beside = {}
    for student in ("alice", "links", "pipe", "endless", "giant", "nonsense", "text", "zoe"):
        change = written if student == "text" else lambda notebook: None
        beside[student] = small.submit(root, student, cells, change=change).parent
    (beside["alice"] / "notes.txt").write_text("mine")
    (beside["links"] / "seed.txt").symlink_to(outside)
    (beside["links"] / "sub").mkdir()
    (beside["links"] / "sub" / "seed.txt").symlink_to(outside)
    (beside["links"] / "timestamp.txt").symlink_to(outside)
    os.mkfifo(beside["pipe"] / "timestamp.txt")
    (beside["endless"] / "timestamp.txt").symlink_to("/dev/zero")
    for name in ("timestamp.txt", "large.bin"):
        (beside["giant"] / name).touch()
        os.truncate(beside["giant"] / name, 2 << 30)
    (beside["nonsense"] / "timestamp.txt").write_text("yesterday or so, I swear")
    (root / "submitted" / "mallory").symlink_to(root / "submitted" / "alice")
    (small.submit(root, "empty", {})).write_text('{"cells": []}')
    for command in ("autograde", "generate_feedback"):
        small.nbgrader(root, command, "small")
    return root


def test_nobody_stops_the_class(graded):
    book = small.grades(graded)
    assert set(book) == {
        "alice", "links", "pipe", "endless", "giant", "nonsense", "text", "zoe", "mallory", "empty"
    }  # fmt: skip
    for student in set(book) - {"mallory", "empty"}:
        assert (student, book[student]["mean_of_check"][0]) == (student, 2.0)
    assert book["empty"]["mean_of_check"][0] == 0


def test_what_lies_behind_a_link_is_nobodys_submission(graded):
    assert small.grades(graded)["mallory"]["mean_of_check"][0] == 0
    assert not list((graded / "autograded/mallory").rglob("notes.txt"))
    for folder in ("autograded", "feedback"):
        texts = [path for path in (graded / folder).rglob("*") if path.is_file()]
        assert (graded / folder / "alice/small/notes.txt").read_text() == "mine"
        assert not [path for path in texts if path.is_symlink() or SECRET.encode() in path.read_bytes()]
        assert sum(path.stat().st_size for path in texts) < 20 << 20


def test_a_students_answer_is_text_on_the_page_that_feedback_is(graded):
    page = (graded / "feedback/text/small/small.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;ran()&lt;/script&gt;&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<script" not in page


def test_a_students_text_is_shown_in_the_formgrader_and_does_nothing(graded):
    """Which renders the autograded notebook as nbgrader's own page does, that stands in where there is no report."""
    (graded / "reports/text/small.json").unlink()
    small.nbgrader(graded, "generate_feedback", "small", "--student", "text", "--force")
    page = (graded / "feedback/text/small/small.html").read_text(encoding="utf-8")
    text = page[page.index("<body") :]
    for runs in (
        r"<script>\s*ran",
        r"<[^>]+\son\w+=",
        r"href=\"(?!https?:|#)",
        r"<(svg|iframe|form)\b",
        r"\\href",
    ):
        assert not re.search(runs, text), runs
    assert "<b>bold</b>" in text
    assert "<code>x&lt;y</code>" in text
    assert "$a&lt;b$" in text
    sources = re.findall(r"<img[^>]*?src=\"([^\"]*)", text)
    assert not [source for source in sources if "//" in source[:12] or source.startswith("/hub")]
    assert [source for source in sources if data(png(8)) in source]
    assert [source for source in sources if data(png(9)) in source]
    assert data(png(HUGE)) not in text
    assert "mean.svg" in text  # what lies beside the lesson is shown as ever


@pytest.mark.parametrize("text", ["<div>" * 20_000, "[" * 100_000, "*a " * 300_000])
def test_text_without_end_holds_up_no_browser(text):
    """Nested as deep as this, the text of one cell took minutes, in which nobody else was served."""
    context = SimpleNamespace(get=lambda name, default=None: default)
    began = time.process_time()
    assert shown.markdown(context, text) == f"<pre>{html.escape(text)}</pre>"
    assert time.process_time() - began < 5


def test_of_many_cells_no_more_than_so_much_is_read():
    context = {"resources": {}}
    made = [shown.markdown(context, "*a* " * 4000) for _ in range(40)]
    assert ("<em>a</em>" in made[0], made[-1][:8]) == (True, "<pre>*a*")
