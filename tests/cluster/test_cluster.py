"""`--cluster` on a real scheduler and worker processes: what an instructor sees, and what lies in the reports."""

import os
import signal
import subprocess
import sys
import time

from autograder.report import read_report
from benchmarks import handed_in

CLASS = "class-8"
NO_WALLS = """
from autograder import pool
whole = pool.Zygote.__init__
pool.Zygote.__init__ = lambda self, course, without=(): whole(self, course, ("namespaces", *without))
"""
OTHER_VERSION = "import autograder\nautograder.__version__ = '0.0.9'\n"


def same_but_for_seconds(mine, theirs):
    names = sorted(path.relative_to(theirs) for path in theirs.glob("*/*.json"))
    assert names
    assert sorted(path.relative_to(mine) for path in mine.glob("*/*.json")) == names
    for name in names:
        first, second = read_report(mine / name), read_report(theirs / name)
        assert first.without_seconds().to_json() == second.without_seconds().to_json()


def test_two_machines_give_the_reports_of_one_and_the_strange_ones_are_refused(
    machines, tiny, elsewhere, autograder, tmp_path
):
    machines.worker("good", elsewhere)
    machines.worker("open", elsewhere, NO_WALLS)
    machines.worker("old", elsewhere, OTHER_VERSION)
    machines.wait_for(3)
    run = autograder("grade", CLASS, "--out", tmp_path / "out", "--cluster", machines.address, cwd=tiny)
    assert run.returncode == 0, run.stderr
    said = " ".join(run.stderr.split())
    assert "only `reduced`: namespaces cannot be put up" in said
    assert "kit is 0.0.9 there and 0.1.0 here" in said
    assert said.count("was refused") == 2
    assert "8 reports in" in run.stdout
    same_but_for_seconds(tmp_path / "out", tiny / "local")


def test_where_every_worker_is_refused_nothing_is_graded(machines, tiny, elsewhere, autograder, tmp_path):
    machines.worker("old", elsewhere, OTHER_VERSION)
    machines.wait_for(1)
    run = autograder("grade", CLASS, "--out", tmp_path / "out", "--cluster", machines.address, cwd=tiny)
    assert run.returncode == 2
    assert "No worker of this cluster can grade this class" in " ".join(run.stderr.split())
    assert not list((tmp_path / "out").glob("*/*.json"))


def test_a_killed_worker_and_a_stopped_command_lose_nothing(machines, tiny, elsewhere, autograder, tmp_path):
    handed_in.tiny_class(tiny, 24)
    first = machines.worker("first", elsewhere)
    machines.worker("second", elsewhere)
    machines.wait_for(2)
    out = tmp_path / "out"
    line = [sys.executable, "-m", "autograder", "grade", "class-24", "--out", str(out), "--cluster", machines.address]

    def stopped_when(count, then):
        process = subprocess.Popen(line, cwd=tiny, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while len(list(out.glob("*/*.json"))) < count and process.poll() is None:
            time.sleep(0.05)
        then(process)
        _, said = process.communicate(timeout=120)
        return process.returncode, " ".join(said.split())

    status, said = stopped_when(4, lambda process: process.send_signal(signal.SIGINT))
    assert status == 130, said
    assert "of 24 reports are in" in said
    stopped_at = len(list(out.glob("*/*.json")))
    assert 4 <= stopped_at < 24
    status, said = stopped_when(stopped_at + 4, lambda _: os.kill(first.pid, signal.SIGKILL))
    assert status == 0, said
    reports = [read_report(path) for path in sorted(out.glob("*/*.json"))]
    assert [report.status for report in reports] == ["graded"] * 24
    assert [report.score for report in reports] == [1 if number % 3 == 0 else 2 for number in range(24)]
    again = autograder("grade", "class-24", "--out", out, "--cluster", machines.address, cwd=tiny)
    assert "24 unchanged" in again.stdout


def test_an_address_where_nothing_answers(tiny, autograder, tmp_path):
    run = autograder("grade", CLASS, "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:1", cwd=tiny)
    assert run.returncode == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in " ".join(run.stderr.split())
