"""Commands without their imports: a process that has torch loaded forks for each, and the fork becomes the command.

    python warm.py SOCKET                     the process that forks
    python warm.py SOCKET MODULE ARGUMENT…    `python -m MODULE ARGUMENT…`, forked from it

The second is a process like any: the fork gets its folder, variables, input and output, it ends with the fork's
status, and when it is killed the fork goes, too. Two things are not as in a command of its own: `PYTHON…` variables
come too late, and a grader's zygote is forked from the grader, so that it has every layer but mounts, as a student's
has. What is about those, or about imports and secrets, starts `python -m autograder` itself (the fixture `started`).
"""

import array
import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shlex
import signal
import socket
import subprocess
import sys
import threading
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 1 << 17
SERVER = "AUTOGRADER_TESTS_SERVER"
APART = ("autograder.cli", "autograder.batch.cluster", "autograder.__main__")  # the first reads variables when imported


@functools.cache
def server() -> str:
    """The process that forks, started when it is first needed: its socket. It ends with this process.

    Whoever has workers starts it for all of them.
    """
    if SERVER in os.environ:
        return os.environ[SERVER]
    name = f"autograder-tests-{os.getpid()}"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    process = subprocess.Popen([sys.executable, __file__, name], stdout=subprocess.PIPE, env=environment)
    assert process.stdout
    assert process.stdout.readline() == b"listening\n"
    return name


def command(*words: object) -> list[str]:
    """The command line in the place of `python -m` and these words, the first of which is a module."""
    return [sys.executable, "-IS", __file__, server(), *map(str, words)]


def on_path(folder: Path) -> str:
    """PATH, and before it `folder`, into which the command `autograder` is put."""
    script = folder / "autograder"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(command("autograder"))} "$@"\n')
    script.chmod(0o755)
    return os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])


class Done(subprocess.CompletedProcess[str]):
    """A command that has ended as it should."""

    @property
    def said(self) -> str:
        """What it said on stderr, in one line however wide its terminal was."""
        return " ".join(self.stderr.split())


def run(line: list, cwd: Path, env: dict | None = None, timeout: float = 600, status: int | None = 0) -> Done:
    """What `line` does in the folder `cwd`, with `env` added to the variables: it must end with `status`, if given."""
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(line, cwd=cwd, env=environment, timeout=timeout, capture_output=True, text=True, check=False)
    return ended(done, status)


def ended(done: subprocess.CompletedProcess, status: int | None = 0) -> Done:
    """A command that must have ended with `status`, if that is given."""
    assert status in (None, done.returncode), f"status {done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return Done(done.args, done.returncode, done.stdout, done.stderr)


def _ask(name: str, line: list[str]) -> None:
    """Be the command: lend the fork what this process has, and end as it ends."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.connect("\0" + name)
        request = json.dumps({"line": line, "folder": os.getcwd(), "variables": dict(os.environ)}).encode()
        descriptors = array.array("i", [0, 1, 2])
        server.sendmsg([request], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        status = int(server.recv(16) or 1)
    if status < 0:
        with contextlib.suppress(OSError):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)


def _serve(name: str) -> None:
    """Fork for each request."""
    from autograder.sandbox.namespaces import die_with_parent

    die_with_parent()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind("\0" + name)
        listening.listen()
        print("listening", flush=True)
        _import()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait for commands are reaped by the kernel
        while True:
            client = listening.accept()[0]
            if os.fork() == 0:
                listening.close()
                _attend(client)
            client.close()


def _import() -> None:
    """Import what commands import, and let zygotes be forked where the layers stand all the same."""
    import autograder
    from autograder.runner import pool, zygote
    from autograder.student.own_zygote import OwnZygote

    zygote.import_torch()
    zygote.warm_thoroughly()
    zygote.warm_thoroughly = lambda: None
    for module in pkgutil.walk_packages(autograder.__path__, "autograder."):
        if not module.name.startswith(APART):
            importlib.import_module(module.name)
    for name in "IPython alembic.script jupytext nbgrader.apps rich.progress safetensors typer.main".split():
        importlib.import_module(name)
    gc.freeze()  # no collector of a fork copies it
    if (pid := os.fork()) == 0:
        os._exit(not zygote.own_namespaces())
    if os.waitpid(pid, 0)[1] == 0:
        for name in ("_begin", "_uses_mounts"):
            setattr(pool.Zygote, name, vars(OwnZygote)[name])


def _attend(client: socket.socket) -> None:
    """Fork the command, tell its client how it ends, and end it where the client has gone."""
    request, descriptors, *_ = socket.recv_fds(client, LARGEST, 3)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if (pid := os.fork()) == 0:
        client.close()
        _become(descriptors, **json.loads(request))
    for descriptor in (0, 1, 2, *descriptors):
        os.close(descriptor)
    if client.fileno() in select.select([client.fileno(), os.pidfd_open(pid)], [], [])[0]:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        client.send(str(status).encode())
    finally:
        os._exit(0)


def _become(descriptors: list[int], line: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be `python -m` and the words of `line`, but for the end, where nobody takes torch to pieces."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    encoding = variables.get("PYTHONIOENCODING")
    sys.stdin, sys.stdout = (open(fd, "rw"[fd], encoding=encoding, closefd=False) for fd in (0, 1))  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding, "backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.path[0] = folder
    sys.argv = line
    status = 0
    try:
        runpy.run_module(line[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _ask(sys.argv[1], sys.argv[2:])
    sys.path[0] = str(ROOT)
    _serve(sys.argv[1])
