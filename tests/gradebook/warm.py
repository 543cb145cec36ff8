"""Commands without their imports: a process that has torch and nbgrader loaded forks for each command.

    python warm.py        reads requests, one JSON line each, and answers each with the exit status of its command

What runs is what `python -m nbgrader` or `python -m autograder` runs, in a process of its own.
"""

import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path


class Warm:
    """The process that forks, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._turn = threading.Lock()

    def run(
        self, module: str, arguments: Sequence[object], cwd: Path, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess:
        """`python -m module arguments` in `cwd`: its status and what it printed."""
        with self._turn, tempfile.TemporaryDirectory() as folder:
            process = self._process = self._process or _start()
            line = [module, *map(str, arguments)]
            request = {"line": line, "cwd": str(cwd), "env": {**os.environ, **(env or {})}, "folder": folder}
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            status = int(process.stdout.readline())
            said = [Path(folder, name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err")]
        return subprocess.CompletedProcess(line, status, *said)

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(20)


def _start() -> subprocess.Popen:
    line = [sys.executable, __file__]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _serve() -> None:
    """Fork for each request; the child leaves this function and becomes the command."""
    import torch

    torch.set_num_threads(1)
    for module in ("nbgrader.apps", "autograder.cli.main", "autograder.nbgrader.engine", "autograder.nbgrader.steps"):
        importlib.import_module(module)
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            answers.close()
            return _become(**request)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)
    return None


def _become(line: Sequence[str], cwd: str, env: Mapping[str, str], folder: str) -> None:
    for number, name in ((0, os.devnull), (1, f"{folder}/out"), (2, f"{folder}/err")):
        opened = os.open(name, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.path[0] = cwd
    sys.argv = list(line)
    runpy.run_module(line[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
