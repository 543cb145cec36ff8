"""A limit on time that interrupts Python code from within.

Only time in which the code could run counts: a busy machine costs nobody a grade.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AGAIN = 0.5
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class TimeLimit(BaseException):
    """Raised inside code that has run too long; not an Exception, so that `except Exception` lets it pass."""


def held_up(pid: int | str = "self") -> float:
    """Seconds a process was ready to run while others had the processors; 0 where the system does not count them.

    Threads of its own are no others: what they used is taken off, or a process could hold itself up for ever.
    """
    try:
        ran, waited, _ = Path(f"/proc/{pid}/schedstat").read_bytes().split()
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except (OSError, ValueError):
        return 0.0
    by_threads = sum(map(int, fields[11:13])) / TICK - int(ran) / 1e9
    return max(0.0, int(waited) / 1e9 - max(0.0, by_threads))


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit in the block after `seconds`, and again every half second; 0 leaves a limit outside as it is.

    Time in which other processes held the processors does not count.

    Where there are no such alarms (Windows) nothing is limited: only a student's own check comes by there.
    """
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    start = time.monotonic() - held_up()

    def alarm(*_: Any) -> None:
        if time.monotonic() - held_up() - start >= seconds:
            raise TimeLimit(f"stopped after {seconds:g} s")

    signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
