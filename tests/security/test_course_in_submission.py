"""A student hands in a course of their own: its checks would run as the grader's, where a TA stands in that folder."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import arena, course

from tests import warm

FILES = ("grading.toml", "assignments", "reference")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A real course, and in it mallory's work, with a course beside it that leaves a mark when it is loaded."""
    folder = tmp_path_factory.mktemp("courses")
    made = course.make(folder / "real")
    theirs = course.make(folder / "theirs")
    trap = f"\nopen({str(made.canary / 'mark')!r}, 'w').write('taken')\n"
    for path in theirs.root.rglob("*.py"):
        path.write_text(path.read_text() + trap)
    notebook = course.hand_in(made, "mallory", course.filled(course.released(made), course.SOLUTIONS))
    elsewhere = made.root / "class-2026" / "mallory" / course.NAME
    shutil.copytree(notebook.parent, elsewhere)
    for place in (notebook.parent, notebook.parent.parent, elsewhere, elsewhere.parent):
        for name in FILES:
            source = theirs.root / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)
    return made


def stand_in(folder: Path, places, *arguments: str, status: int = 0) -> warm.Done:
    """A TA's command, given in `folder`."""
    line = [sys.executable, "-m", "autograder", *arguments]
    env = {**arena.environment(places), "COLUMNS": "200"}
    done = subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    return warm.ended(done, status)


def test_below_submitted_the_course_above_is_taken(places, tmp_path):
    mallory = places.submitted / "mallory"
    stand_in(mallory / course.NAME, places, "grade", "tiny.ipynb", "--out", str(tmp_path))
    assert not (places.canary / "mark").exists()
    stand_in(mallory, places, "show", course.NAME)
    assert not (places.canary / "mark").exists()


@pytest.mark.parametrize("command", [("grade", "tiny.ipynb"), ("check",), ("show", "tiny"), ("doctor",)])
def test_a_course_inside_a_course_is_refused_with_the_reason(places, command):
    for folder in (places.root / "class-2026" / "mallory" / course.NAME, places.root / "class-2026" / "mallory"):
        run = stand_in(folder, places, *command, status=2)
        assert f"lies inside the course {places.root}" in run.said
        assert "--course" in run.said
        assert not (places.canary / "mark").exists()


def test_who_hands_it_in_without_a_course_above_is_told_why(places, tmp_path):
    alone = tmp_path / "submitted" / "mallory"
    shutil.copytree(places.submitted / "mallory", alone)
    run = stand_in(alone, places, "check", status=2)
    assert "that is what students hand in" in run.said
    assert not (places.canary / "mark").exists()
    stand_in(alone, places, "show", course.NAME, "--course", str(alone))  # named aloud, it is taken
