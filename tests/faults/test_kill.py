"""The grader killed, at any moment, loses nothing: started again it ends with the table it would have had."""

import contextlib
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile import arena, course

from autograder.batch import classrun, workers
from autograder.intake import find
from autograder.runner.pool import Zygote

STUDENTS, FEW, KILLS = 160, 30, 30


def class_of(folder: Path, students: int) -> course.Places:
    """A class whose submissions differ, in a course of its own."""
    made = course.make(folder)
    release = course.released(made)
    for number in range(students):
        cells = dict(course.SOLUTIONS if number % 3 else course.WRONG)
        if number % 7 == 0:
            cells["double"] = f"def double(numbers):\n    return numbers * {number}"
        course.hand_in(made, f"student-{number:03}", course.filled(release, cells))
    return made


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return class_of(tmp_path_factory.mktemp("faults"), STUDENTS)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return class_of(tmp_path_factory.mktemp("small"), FEW)


@pytest.fixture(scope="module")
def zygote(places):
    """One warm zygote for many graders: what is killed is the grader, and its start is slow."""
    with Zygote(places.course) as warm:
        yield warm


@pytest.fixture
def warm_runs(zygote, monkeypatch):
    """Let class runs in this process use the warm zygote, and leave it alive."""
    monkeypatch.setattr(Zygote, "warming", lambda _: contextlib.nullcontext(zygote))


def table(out: Path) -> dict[str, dict]:
    """All reports below `out`, without what may differ between two runs."""
    reports = {}
    for path in sorted(out.glob("*/*.json")):
        report = json.loads(path.read_text(encoding="utf-8"))  # a report half-written would not be JSON
        reports[report.pop("student")] = {**report, "seconds": None}
    return reports


def written(out: Path) -> int:
    """How many reports there are, whatever is in them."""
    return len(list(out.glob("*/*.json")))


def run(places: course.Places, out: Path, students: int = STUDENTS) -> int:
    """Grade the class in this process; returns how many were graded anew."""
    units = find.survey([places.submitted], places.course, course.NAME).handed_in[:students]
    graded = []
    classrun.run(units, places.course, classrun.Choice(out, jobs=2), lambda r, was: graded.append(was))
    return graded.count(None)


def test_killed_thirty_times_it_ends_with_the_same_table(places, warm_runs, tmp_path):
    run(places, tmp_path / "undisturbed")
    wanted = table(tmp_path / "undisturbed")
    assert len(wanted) == STUDENTS
    out = tmp_path / "killed"
    moments = random.Random(5)
    context = multiprocessing.get_context("fork")
    counts = []
    for _ in range(KILLS):
        grader = context.Process(target=run, args=(places, out))
        before = written(out)
        grader.start()
        wait_for(lambda wanted=before + moments.randrange(4): written(out) >= wanted, 60)
        grader.join(moments.uniform(0, 0.1))
        os.kill(grader.pid, signal.SIGKILL)
        grader.join()
        assert grader.exitcode == -signal.SIGKILL, "it was over before it could be killed"
        assert table(out).items() <= wanted.items()
        counts.append(len(table(out)))
    before = len(table(out))
    assert counts == sorted(counts), "a report was lost"
    assert run(places, out) == STUDENTS - before, "what had been graded was graded again"
    assert table(out) == wanted
    assert run(places, out) == 0


def test_workers_end_with_the_grader(places, warm_runs, tmp_path):
    context = multiprocessing.get_context("fork")
    grader = context.Process(target=run, args=(places, tmp_path))
    grader.start()
    below: list[int] = []
    while not below:
        assert grader.is_alive()
        time.sleep(0.05)
        below = [int(pid) for pid in Path(f"/proc/{grader.pid}/task/{grader.pid}/children").read_text().split()]
    os.kill(grader.pid, signal.SIGKILL)
    grader.join()
    end = time.monotonic() + 10
    while any(alive(pid) for pid in below):
        assert time.monotonic() < end, "a worker lives on after its grader"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.fixture
def worker_meets(monkeypatch):
    """Let something happen to each worker that comes to one student."""

    def patch(student, happens):
        plain = workers.grade

        def grade(unit, bench, zygote):
            if unit.student == student:
                happens()
            return plain(unit, bench, zygote)

        monkeypatch.setattr(workers, "grade", grade)

    return patch


def be_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_costs_nobody_anything(places, warm_runs, tmp_path, worker_meets):
    def be_killed_once():
        marker = tmp_path / "killed-once"
        if not marker.exists():
            marker.touch()
            be_killed()

    worker_meets("student-004", be_killed_once)
    run(places, tmp_path / "out", students=12)
    assert (tmp_path / "killed-once").exists()
    reports = table(tmp_path / "out")
    assert len(reports) == 12
    assert {report["status"] for report in reports.values()} == {"graded"}


def test_who_always_kills_the_worker_fails_alone(places, warm_runs, tmp_path, worker_meets):
    worker_meets("student-001", be_killed)
    run(places, tmp_path, students=8)
    statuses = {student: report["status"] for student, report in table(tmp_path).items()}
    assert statuses.pop("student-001") == "grader_error"
    assert set(statuses.values()) == {"graded"}
    assert len(statuses) == 7


def test_an_unforeseen_exception_fails_one_report_not_the_class(places, warm_runs, tmp_path, worker_meets):
    def break_down():
        raise RecursionError("too deep")

    worker_meets("student-002", break_down)
    run(places, tmp_path, students=6)
    reports = table(tmp_path)
    assert "too deep" in reports.pop("student-002")["message"]
    assert {report["status"] for report in reports.values()} == {"graded"}


def test_two_graders_on_one_folder_agree(places, warm_runs, tmp_path):
    context = multiprocessing.get_context("fork")
    graders = [context.Process(target=run, args=(places, tmp_path, 40)) for _ in range(2)]
    for grader in graders:
        grader.start()
    for grader in graders:
        grader.join(120)
    assert [grader.exitcode for grader in graders] == [0, 0]
    assert len(table(tmp_path)) == 40
    assert run(places, tmp_path, 40) == 0
    assert not list(tmp_path.rglob("*.tmp"))


def grading(places: course.Places, out: Path) -> subprocess.Popen:
    """The real command at work on the class."""
    options = [str(places.submitted), "--out", str(out), "--jobs", "2"]
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", *options], cwd=places.root, env=arena.environment(places),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # ignored where tests run behind
    )  # fmt: skip


def test_the_zygote_killed_is_replaced(small, tmp_path):
    """With the real command, since the zygote's end is the matter."""
    grader = grading(small, tmp_path)
    try:
        wait_for(lambda: written(tmp_path) > 1, 240)
        for pid in descendants(grader.pid):
            with contextlib.suppress(OSError):
                if "autograder.runner.zygote" in Path(f"/proc/{pid}/cmdline").read_text():
                    os.kill(pid, signal.SIGKILL)
                    break
        else:
            pytest.fail("no zygote was found")
        grader.communicate(timeout=240)
    finally:
        grader.kill()
    assert grader.returncode == 0
    reports = table(tmp_path)
    assert len(reports) == FEW
    assert {report["status"] for report in reports.values()} == {"graded"}


def test_ctrl_c_stops_at_once_and_says_how_to_go_on(places, tmp_path):
    grader = grading(places, tmp_path)
    try:
        wait_for(lambda: written(tmp_path) > 1, 240)
        below = descendants(grader.pid)
        grader.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, errors = grader.communicate(timeout=30)
        took = time.monotonic() - began
    finally:
        grader.kill()
    assert grader.returncode == 130
    assert "Stopped." in errors
    assert "goes on from there" in " ".join(errors.split())
    assert "Traceback" not in errors
    assert took < 2 * arena.slowness()
    wait_for(lambda: not any(alive(pid) for pid in below), 5)


def wait_for(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """All processes below `pid`, nearest first."""
    found = []
    try:
        children = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    for child in children:
        found += [child, *descendants(child)]
    return found
