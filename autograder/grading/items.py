"""Checks as pytest items: pytest collects, runs and reports them; who is asked and what it means is the judge's."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.declare import Check
from autograder.errors import KitError

QUIET = tuple(
    """
    terminal cacheprovider python capture logging unittest doctest warnings faulthandler junitxml tmpdir debugging
    setuponly setupplan stepwise pastebin nose unraisableexception threadexception monkeypatch recwarn reports
    legacypath skipping subtests
    """.split()
)


Judge = Callable[[Check], Any]  # what it gives has an `outcome` and a `sentence`
Broke = Callable[[Check, BaseException], None]


class _Plugin:
    """Gives pytest the checks as items; what is no outcome of a check is kept as a fault of ours."""

    def __init__(self, checks: Sequence[Check], judge: Judge, broke: Broke) -> None:
        self.checks, self.judge, self.broke = checks, judge, broke
        self.fault: BaseException | None = None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector:
        return _Checks.from_parent(parent, path=file_path, plugin=self)

    def finding(self, check: Check) -> Any:
        """What is found by a check; whatever is raised instead is told of."""
        try:
            return self.judge(check)
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt | SystemExit | KitError):
                self.fault = fault
            self.broke(check, fault)
            raise


class _Checks(pytest.File):
    def __init__(self, *, plugin: _Plugin, **rest: Any) -> None:
        super().__init__(**rest)
        self.plugin = plugin

    def collect(self) -> Iterator[pytest.Item]:
        for check in self.plugin.checks:
            yield _Item.from_parent(self, name=check.id, check=check, plugin=self.plugin)


class _CheckFailed(Exception):
    pass


class _Item(pytest.Item):
    def __init__(self, *, check: Check, plugin: _Plugin, **rest: Any) -> None:
        super().__init__(**rest)
        self.check, self.plugin = check, plugin

    def runtest(self) -> None:
        finding = self.plugin.finding(self.check)
        if finding.outcome == "blocked":
            pytest.skip(finding.sentence)
        if finding.outcome == "fail":
            raise _CheckFailed(finding.sentence)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name

    def repr_failure(self, excinfo: Any, style: Any = None) -> str:
        return str(excinfo.value)


def run(checks: Sequence[Check], path: Path, judge: Judge, broke: Broke) -> None:
    """Run pytest on `checks`, declared in the file `path`, reading no configuration and writing nothing.

    `judge(check)` gives its finding; `broke(check, fault)` is told when a check itself raised instead.

    Raises KitError when pytest itself did not come through, and whatever stopped it (Ctrl-C).
    """
    if not checks:
        return
    plugin = _Plugin(checks, judge, broke)
    arguments = [str(path), "-c", os.devnull, "--override-ini=cache_dir=", "--noconftest"]
    arguments += [f"--rootdir={path.parent}", f"--confcutdir={path.parent}"]  # else it walks there from the root
    arguments += [part for name in QUIET for part in ("-p", f"no:{name}")]
    saved = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    autoload = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hooks = sys.excepthook
    try:
        status = pytest.main(arguments, plugins=[plugin])
    finally:
        sys.excepthook = hooks
        if autoload is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update({name: value for name, value in saved.items() if value is not None})
    if plugin.fault is not None:
        raise plugin.fault
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise KitError(f"pytest could not run the checks of {path} (exit status {int(status)}).")
