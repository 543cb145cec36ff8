"""What tests share: the course, the command, and the sample class graded once."""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.model import course as courses
from autograder.model.course import Course
from autograder.runner import postponed
from autograder.runner.pool import Zygote
from tests import warm

ROOT = Path(__file__).resolve().parents[1]
CLASS = ROOT / "tests" / "classes" / "lenet5_mnist"
PRINTED = {"COLUMNS": "200", "NO_COLOR": "1"}
Command = Callable[..., warm.Done]
Once = Callable[[str, Callable[[Path], None]], Path]


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    postponed.postpone()
    if config.getoption("numprocesses", None):  # workers run the tests, and this one only waits for them
        os.environ[warm.SERVER] = warm.server()
        return
    import torch

    torch.set_num_threads(1)


LONG = (
    "proof/test_lessons", "gradebook/test_browser", "student/test_terminal",
    "cluster/test_cluster",
)  # fmt: skip


DEAR = (
    "proof/test_prove", "security/test_hostile", "engine/test_class", "faults", "docs", "field", "gradebook",
    "security", "student", "cluster", "engine/test_sixth", "viva", "classroom", "pages", "installed",
    "engine/test_groups", "intake/test_accidents", "engine/test_devices",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long by the file that it stands in, and begin with what is dear: a worker that takes a long file
    last would leave the others idle."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests").as_posix()
        if place.startswith(LONG):
            item.add_marker(pytest.mark.long)
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    place = item.path.relative_to(ROOT / "tests").as_posix()
    return next((number for number, dear in enumerate(DEAR) if place.startswith(dear)), len(DEAR))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Generator[None, Any, None]:
    """In CI everything that tests may need is installed: a skipped test is a test that did not run."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be skipped: {report.longrepr}"


@pytest.fixture(scope="session")
def course() -> Course:
    return courses.load(ROOT / courses.FILE)


@pytest.fixture(scope="session")
def autograder() -> Command:
    """Run the command, forked from a process that has torch: it must end with `status`, and without a traceback.

    `cwd`, `env` and `timeout` are those of subprocess.run.
    """
    return lambda *arguments, **how: _run(warm.command("autograder", *arguments), **how)


@pytest.fixture(scope="session")
def started() -> Command:
    """The same in a process of its own from the start: for what is about imports, layers, memory, secrets, signals."""
    return lambda *arguments, **how: _run([sys.executable, "-m", "autograder", *map(str, arguments)], **how)


def _run(
    line: list[str], cwd: Path = ROOT, env: dict | None = None, timeout: float = 600, status: int = 0
) -> warm.Done:
    done = warm.run(line, cwd, {**PRINTED, **(env or {})}, timeout, status)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session")
def zygote(course: Course) -> Iterator[Zygote]:
    """One warm zygote for all tests that ask children directly."""
    with Zygote(course) as warm:
        yield warm


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder that is filled once for all workers of a run: none may change what is there."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def filled(name: str, fill: Callable[[Path], None]) -> Path:
        with (base / f"{name}.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (base / name / "done").exists():
                shutil.rmtree(base / name, ignore_errors=True)
                (base / name).mkdir()
                fill(base / name)
                (base / name / "done").touch()
        return base / name

    return filled


@pytest.fixture(scope="session")
def graded_class(autograder: Command, once: Once) -> Path:
    """The sample class, graded by the real command: a folder with a report each, and what was printed."""

    def grade(out: Path) -> None:
        run = autograder("grade", CLASS, "--out", out / "reports")
        (out / "stdout").write_text(run.stdout)

    return once("class", grade) / "reports"
