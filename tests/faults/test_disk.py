"""Full and read-only disks, jumping clocks, files that change while they are read: a sentence or a right report."""

import json
import subprocess
import sys
import threading

import pytest
from hostile import arena, course

from autograder.grading.grade import read_bytes
from autograder.model import notebook
from autograder.sandbox import bubblewrap
from tests import warm


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = course.make(tmp_path_factory.mktemp("disk"))
    release = course.released(made)
    for number in range(6):
        course.hand_in(made, f"student-{number}", course.filled(release, course.SOLUTIONS))
    return made


def refused_behind(places, out, mounts):
    """What the command says where `out` is what bubblewrap's `mounts` make of it."""
    if not bubblewrap.works():
        pytest.skip("bubblewrap, which makes the odd disk, does not work here")
    out.mkdir(exist_ok=True)
    command = [bubblewrap.program(), "--dev-bind", "/", "/", *mounts, sys.executable, "-m", "autograder", "grade"]
    command += [str(places.submitted), "--out", str(out), "--jobs", "1", "--sandbox", "reduced"]
    env = arena.environment(places)
    done = subprocess.run(command, cwd=places.root, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert "Traceback" not in done.stderr
    return warm.ended(done, 2).said


def test_a_full_disk_is_a_sentence(places, tmp_path):
    said = refused_behind(places, tmp_path / "out", ["--size", "8192", "--tmpfs", str(tmp_path / "out")])
    assert "No space left on device" in said
    assert "goes on from there" in said


def test_a_read_only_folder_is_a_sentence(places, tmp_path):
    said = refused_behind(places, tmp_path / "out", ["--ro-bind", str(tmp_path), str(tmp_path)])
    assert "Read-only file system" in said


def test_a_file_where_the_folder_should_be_is_a_sentence(places, tmp_path):
    out = tmp_path / "out"
    out.write_text("I am a file.")
    done = arena.grade(places, out, status=2)
    assert "Nothing can be written to" in done.stderr
    assert out.read_text() == "I am a file."


def test_who_has_no_home_is_graded_as_always(places, tmp_path):
    """As in a container that runs as a user whom nobody has made."""
    done = arena.grade(places, tmp_path / "out", changed={"HOME": "/proc/nobody", "XDG_CACHE_HOME": ""})
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("*/tiny.json"))) == 6


def test_a_jumping_clock_changes_nothing(places, tmp_path, monkeypatch):
    jumps = tmp_path / "sitecustomize.py"
    jumps.write_text("import random, time\nreal = time.time\ntime.time = lambda: real() + random.uniform(-1e6, 1e6)\n")
    environment = arena.environment(places)
    environment["PYTHONPATH"] = f"{tmp_path}:{environment['PYTHONPATH']}"
    monkeypatch.setattr(arena, "environment", lambda _: environment)
    arena.grade(places, tmp_path / "out", "--jobs", "2")
    reports = [json.loads(path.read_text()) for path in (tmp_path / "out").glob("*/tiny.json")]
    assert [(r["score"], r["status"]) for r in reports] == [(4, "graded")] * 6
    assert all(0 <= r["seconds"]["wall"] < 60 for r in reports)


def test_what_is_hashed_is_what_is_graded(places, tmp_path):
    """A file that changes while it is read is one of its versions, or no notebook: never a mixture that passes."""
    release = course.released(places)
    versions = [json.dumps(course.filled(release, cells)).encode() for cells in (course.SOLUTIONS, course.WRONG)]
    path = tmp_path / "changing.ipynb"
    path.write_bytes(versions[0])
    over = threading.Event()

    def change():
        number = 0
        while not over.is_set():
            number += 1
            path.write_bytes(versions[number % 2])

    writer = threading.Thread(target=change)
    writer.start()
    try:
        for _ in range(300):
            data = read_bytes(path, 100)
            try:
                cells = {cell.grade_id: cell.source for cell in notebook.read(data, 100)}
            except notebook.Unreadable:
                continue
            assert cells["double"] in (course.SOLUTIONS["double"], course.WRONG["double"])
            assert notebook.sha256(data) == notebook.sha256(bytes(data))
    finally:
        over.set()
        writer.join()
