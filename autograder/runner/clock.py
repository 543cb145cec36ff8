"""A limit on time that interrupts Python code from within.

Only time in which the code could run counts: a busy machine costs nobody a grade.
"""

import contextlib
import signal
import time
from collections.abc import Iterator
from typing import Any

from autograder.runner.process import held_up

AGAIN = 0.5


class TimeLimit(BaseException):
    """Raised inside code that has run too long; not an Exception, so that `except Exception` lets it pass."""


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
