"""`--cluster` on a real scheduler and worker processes: what an instructor sees, and what lies in the reports."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

from autograder.model.reports import read_report
from benchmarks import handed_in
from benchmarks.machines import Machines

CLASS = "class-8"
NO_NAMESPACES = """
from autograder.runner import pool
whole = pool.Zygote.__init__
pool.Zygote.__init__ = lambda self, course, without=(), **rest: whole(self, course, ("namespaces", *without), **rest)
"""
OTHER_VERSION = "from autograder.model import version\nversion.__version__ = '0.0.9'\n"
NO_PACKAGE = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "autograder":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
"""
NO_ZYGOTE = "from autograder.runner import pool\npool.START_SECONDS = 0.001\n"
NO_JUDGE = "import os, sys\nif 'autograder.batch.cluster.grader_process' in sys.orig_argv:\n    os._exit(3)\n"
STRANGE = {
    "open": (NO_NAMESPACES, "only `reduced`: namespaces cannot be put up"),
    "old": (OTHER_VERSION, "kit is 0.0.9 there and 0.1.0 here"),
    "bare": (NO_PACKAGE, "this package is not installed there"),
    "cold": (NO_ZYGOTE, "The process that runs student code did not start"),
    "dead": (NO_JUDGE, "The judge does not start there"),
}


def grade(autograder, course, folder, out, machines, status=0):
    """The command, given by somebody who holds the certificates."""
    line = ("grade", folder, "--out", out, "--cluster", machines.address)
    return autograder(*line, cwd=course, env=machines.environment, status=status)


def same_but_for_seconds(mine, theirs):
    names = sorted(path.relative_to(theirs) for path in theirs.glob("*/*.json"))
    assert names
    assert sorted(path.relative_to(mine) for path in mine.glob("*/*.json")) == names
    for name in names:
        first, second = read_report(mine / name), read_report(theirs / name)
        assert replace(first, seconds={}).to_json() == replace(second, seconds={}).to_json()


def stopped(machines, course, out, count, then):
    """Grade 24 and do `then` when `count` reports lie there: exit status, what was said, how many there are at last."""
    line = [sys.executable, "-m", "autograder", "grade", "class-24", "--out", str(out), "--cluster", machines.address]
    process = subprocess.Popen(
        line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **machines.environment},
    )  # fmt: skip
    while len(list(out.glob("*/*.json"))) < count and process.poll() is None:
        time.sleep(0.05)
    then(process)
    _, said = process.communicate(timeout=180)
    return process.returncode, " ".join(said.split()), len(list(out.glob("*/*.json")))


def test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused(
    machines, tiny, elsewhere, autograder, tmp_path
):
    machines.worker("good", elsewhere)
    for name, (shim, _) in STRANGE.items():
        machines.worker(name, elsewhere, shim)
    machines.wait_for(1 + len(STRANGE))
    run = grade(autograder, tiny, CLASS, tmp_path / "out", machines)
    said = run.said
    for _, reason in STRANGE.values():
        assert reason in said
    assert said.count("was refused") == len(STRANGE)
    assert "8 reports in" in run.stdout
    same_but_for_seconds(tmp_path / "out", tiny / "local")


def test_where_every_worker_is_refused_nothing_is_graded(machines, tiny, elsewhere, autograder, tmp_path):
    machines.worker("old", elsewhere, OTHER_VERSION)
    machines.wait_for(1)
    run = grade(autograder, tiny, CLASS, tmp_path / "out", machines, status=2)
    assert "No worker of this cluster can grade this class" in run.said
    assert not list((tmp_path / "out").glob("*/*.json"))


def test_a_refusal_holds_until_it_is_mended(machines, tiny, elsewhere, autograder, tmp_path):
    theirs = tmp_path / "theirs"
    shutil.copytree(elsewhere, theirs, symlinks=True)
    (theirs / "assignments" / "tiny" / "checks.py").write_text("# of last year\n")
    machines.worker("only", theirs)
    machines.wait_for(1)
    run = grade(autograder, tiny, CLASS, tmp_path / "out", machines, status=2)
    assert "tiny is" in run.said
    shutil.copy(elsewhere / "assignments" / "tiny" / "checks.py", theirs / "assignments" / "tiny")
    run = grade(autograder, tiny, CLASS, tmp_path / "out", machines)


def test_a_scheduler_without_the_package_is_a_wrong_address(tiny, elsewhere, autograder, tmp_path):
    machines = Machines(tmp_path, NO_PACKAGE)
    try:
        machines.worker("good", elsewhere)
        machines.wait_for(1)
        run = grade(autograder, tiny, CLASS, tmp_path / "out", machines, status=2)
    finally:
        machines.stop()
    assert "The scheduler lacks this package" in run.said
    assert not list((tmp_path / "out").glob("*/*.json"))


def test_a_scheduler_that_dies_costs_no_student_anything(machines, tiny, elsewhere, autograder, tmp_path):
    handed_in.tiny_class(tiny, 24)
    machines.worker("only", elsewhere)
    machines.wait_for(1)
    status, said, _ = stopped(
        machines, tiny, tmp_path / "out", 3, lambda _: machines.processes[0].send_signal(signal.SIGKILL)
    )
    assert status == 2, said
    assert f"The scheduler at {machines.address} is gone" in said
    statuses = [read_report(path).status for path in (tmp_path / "out").glob("*/*.json")]
    assert 3 <= len(statuses) < 24
    assert set(statuses) == {"graded"}


def test_a_killed_worker_and_a_stopped_command_lose_nothing(machines, tiny, elsewhere, autograder, tmp_path):
    handed_in.tiny_class(tiny, 24)
    first = machines.worker("first", elsewhere)
    machines.worker("second", elsewhere)
    machines.wait_for(2)
    out = tmp_path / "out"
    status, said, there = stopped(machines, tiny, out, 4, lambda process: process.send_signal(signal.SIGINT))
    assert status == 130, said
    told = int(re.search(r"(\d+) of 24 reports are in", said).group(1))
    assert told in (there - 1, there)  # progress was told of each; one may have been written just before
    assert 4 <= there < 24
    status, said, _ = stopped(machines, tiny, out, there + 4, lambda _: os.kill(first.pid, signal.SIGKILL))
    assert status == 0, said
    reports = [read_report(path) for path in sorted(out.glob("*/*.json"))]
    assert [report.status for report in reports] == ["graded"] * 24
    assert [report.score for report in reports] == [1 if number % 3 == 0 else 2 for number in range(24)]
    again = grade(autograder, tiny, "class-24", out, machines)
    assert "24 unchanged" in again.stdout


def test_an_address_where_nothing_answers(tiny, autograder, tmp_path):
    line = ("grade", CLASS, "--out", tmp_path / "out", "--cluster")
    run = autograder(*line, "tcp://127.0.0.1:1", "--insecure", cwd=tiny, status=2)
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in run.said
