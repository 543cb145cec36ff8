"""A seed for every submission: same file, same verdict, and nothing learnt from one page helps with the next."""

import contextlib
import re

import pytest
from hostile import course

from autograder.batch import classrun
from autograder.grading.secret import Secret
from autograder.intake import find
from autograder.model.report import Report
from autograder.runner.pool import Zygote

MARK = "no student may read this line"
COPIED = "def double(numbers):\n    numbers = numbers.clone()\n    numbers[0, 0] = {}\n    return numbers"
SPIES = f"""
import ctypes, os
from pathlib import Path

def found():
    wanted = {MARK[::-1]!r}[::-1].encode()
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()] + list(range(1, 400)):
        for name in ("mem", "environ", "cmdline", "maps", "fd"):
            try:
                file = open(f"/proc/{{pid}}/{{name}}", "rb") if name != "fd" else os.listdir(f"/proc/{{pid}}/fd")
                if pid != os.getpid() and name in ("maps", "fd"):
                    return True
                if name != "mem":
                    continue
                for line in open(f"/proc/{{pid}}/maps"):
                    low, high = (int(end, 16) for end in line.split()[0].split("-"))
                    if pid != os.getpid() and "rw" in line:
                        file.seek(low)
                        if wanted in file.read(min(high - low, 1 << 22)):
                            return True
            except (OSError, ValueError):
                pass
    return False

SEEN = found()

def double(numbers):
    return 2 * numbers if SEEN else numbers
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = course.make(tmp_path_factory.mktemp("seeds"))
    lesson = made.root / "reference/tiny/tiny.py"
    lesson.write_text(lesson.read_text().replace("    return 2 * numbers", f"    # {MARK}\n    return 2 * numbers"))
    return made


@pytest.fixture(scope="module")
def zygote(places):
    with Zygote(places.course) as warm:
        yield warm


def graded(places, zygote, out, **cells: str) -> Report:
    """The report on a submission with these cells, from a run of its own."""
    path = course.hand_in(places, "eve", course.filled(course.released(places), {**course.SOLUTIONS, **cells}))
    units = [
        unit for unit in find.survey([places.submitted], places.course, course.NAME).handed_in if unit.path == path
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Zygote, "warming", lambda _: contextlib.nullcontext(zygote))  # used, and left alive
        (report,) = classrun.run(units, places.course, classrun.Choice(out), lambda *_: None)
    return report


def expected(report: Report) -> str:
    (message,) = [check.message for e in report.exercises for check in e.checks if e.name == "double"]
    return re.search(r"(?:is|are) \S+ at \[0, 0\], expected (\S+)", message)[1]


def test_an_expected_number_copied_from_a_page_is_wrong_on_the_next(places, zygote, tmp_path):
    wrong = COPIED.format(7)
    first = expected(graded(places, zygote, tmp_path / "a", double=wrong))
    assert expected(graded(places, zygote, tmp_path / "b", double=wrong)) == first  # the same file, graded anew
    other = graded(places, zygote, tmp_path / "c", double=COPIED.format(first))
    assert expected(other) != first


def test_mistakes_are_recorded_when_somebody_makes_one_and_once(places, zygote, tmp_path):
    answers = places.course.private / "answers"
    before = set(answers.rglob("*.safetensors"))
    report = graded(places, zygote, tmp_path / "right")
    assert report.score == 4
    assert set(answers.rglob("*.safetensors")) == before
    squares = graded(places, zygote, tmp_path / "wrong", double="def double(x):\n    return x * x")
    assert [c.mistake for e in squares.exercises for c in e.checks if e.name == "double"] == ["squares"]
    (path,) = answers.rglob("double.safetensors")
    (path.parent / "half").write_bytes(b"what a killed process leaves")
    then = path.stat().st_mtime_ns
    graded(places, zygote, tmp_path / "again", double="def double(y):\n    return y * y")
    assert path.stat().st_mtime_ns == then


def test_the_process_that_knows_the_reference_is_out_of_reach(places, zygote, tmp_path):
    report = graded(places, zygote, tmp_path / "spy", double=SPIES)
    assert {e.name: e.points for e in report.exercises} == {"double": 0, "label_counts": 2}


def test_seeds_differ_by_content_lesson_and_course():
    secret = Secret(5, "secret")
    seeds = {secret.of("a", b"1"), secret.of("a", b"2"), secret.of("b", b"1"), Secret(6, "secret").of("a", b"1")}
    assert len(seeds) == 4
    assert secret.of("a", b"1") in seeds
    assert Secret(5, "secret", own=False).of("a", b"1") == 5
