"""Work done in a fork of this process: it sees everything and changes nothing."""

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


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
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    fork = context.Process(target=_answer, args=(work, theirs))
    with warnings.catch_warnings():  # Python warns of threads; the fork starts none and waits for none
        warnings.simplefilter("ignore")
        fork.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise ForkEnded("it took too long")
        return ours.recv_bytes()
    except EOFError:
        fork.join()
        status = fork.exitcode or 0
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        raise ForkEnded(f"the code ended its process ({how})") from None
    finally:
        ours.close()
        fork.kill()
        fork.join()


def _answer(work: Callable[[], bytes], theirs: "Connection") -> None:
    """The life of the fork."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    if torch := sys.modules.get("torch"):  # thread pools of the parent, which are not here, would be waited for in vain
        torch.set_num_threads(1)
    theirs.send_bytes(work())
