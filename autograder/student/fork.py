"""Work done in a fork of this process: it sees everything and changes nothing."""

import contextlib
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable


class ForkEnded(Exception):
    """The fork ended without an answer; the message says why."""


def possible() -> bool:
    """Whether this process can be forked: not on Windows, and not once a GPU is in use."""
    torch = sys.modules.get("torch")
    return hasattr(os, "fork") and not (torch is not None and torch.cuda.is_initialized())


def in_fork(work: Callable[[], bytes], seconds: float) -> bytes:
    """What `work` returns when it runs in a fork of this process, for at most `seconds`.

    Raises ForkEnded when there is no answer.
    """
    read, write = os.pipe()
    with warnings.catch_warnings():  # Python warns of threads; the fork starts none and waits for none
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        _answer(work, read, write)
    os.close(write)
    try:
        data = _all(read, time.monotonic() + seconds)
    except BaseException:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.close(read)
        status = _wait(pid)
    if not data.endswith(b"\n"):
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        raise ForkEnded(f"the code ended its process ({how})")
    return data


def _answer(work: Callable[[], bytes], read: int, write: int) -> None:
    """The life of the fork. Never returns."""
    status = 1
    try:
        os.close(read)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        _one_thread()
        with os.fdopen(write, "wb") as answer:
            answer.write(work() + b"\n")
        status = 0
    finally:
        os._exit(status)


def _one_thread() -> None:
    """A fork has only the thread that forked: thread pools of its parent would be waited for in vain."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def _all(fd: int, end: float) -> bytes:
    parts: list[bytes] = []
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            raise ForkEnded("it took too long")
        part = os.read(fd, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _wait(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # somebody else waits for this process's children
        return 0
