"""One live child, seen from the judge: every wait has an end, every length a cap, and its memory is watched."""

import contextlib
import math
import os
import select
import signal
import time
from typing import Any

from autograder.errors import KitError
from autograder.model import wire
from autograder.model.course import Limits
from autograder.runner.pool import Handle, Zygote
from autograder.runner.process import Process
from autograder.runner.respondent import Died

GRACE = 2.0
WATCH_EVERY = 0.05
HELLO_SECONDS = 120.0
ANSWERS_TOGETHER = 4  # a child's answers are kept until all are judged: times `answer_mb`


class Child:
    """One live child behind its channel.

    `deadline` and all waits are in time that counts for it: the clock's, less what it waited for a processor.
    """

    def __init__(self, zygote: Zygote, most: Limits, checks: str, deadline: float) -> None:
        self.most = most
        self.deadline = deadline
        self.handle: Handle = zygote.fork(most, checks)
        self.fd = self.handle.channel.fileno()
        self.process = Process(self.handle.pid)
        self._resident = self.process.memory()
        self.received = 0
        self.held_up = 0.0
        try:
            self._greet()
        except (Died, OSError) as error:
            self.close()
            raise KitError(f"A child ended before it ran anything ({error}).") from None
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        """Learn which layers stand; no student code has run, so its time does not count yet."""
        hello = self._reply(HELLO_SECONDS, math.inf)
        if not isinstance(hello, dict) or not isinstance(hello.get("layers"), list):
            raise KitError(f"A child could not be made ready: {hello}.")
        self.layers = tuple(str(layer) for layer in hello["layers"])

    def request(self, message: dict, seconds: float) -> Any:
        """Send `message`; its answer, as of `exchange`."""
        return self.exchange(wire.encode(message), seconds)

    def exchange(self, message: bytes, seconds: float) -> Any:
        """Send an encoded message; its answer within `seconds` and a grace.

        Raises Died when there is none, or when there was one before the question.
        """
        if select.select([self.fd], [], [], 0)[0]:
            raise Died("ended", "it ended, or spoke before it was asked")
        try:
            self.handle.channel.settimeout(GRACE + seconds)  # it may have stopped reading
            self.handle.channel.sendall(wire.frame(message))
            self.handle.channel.settimeout(None)
        except TimeoutError:
            raise Died("time", "it did not take the question") from None
        except OSError:
            raise Died("ended", "the process had ended") from None
        return self._reply(seconds + GRACE, self.deadline)

    def _reply(self, seconds: float, deadline: float) -> Any:
        end = min(self.now() + seconds, deadline)
        header = self._read(8, end)
        size = int.from_bytes(header, "big")
        if size > self.most.answer_mb << 20:
            raise Died("ended", f"it answered with more than {self.most.answer_mb} MB")
        self.received += size
        if self.received > self.most.answer_mb * ANSWERS_TOGETHER << 20:
            raise Died("ended", f"its answers together had more than {self.most.answer_mb * ANSWERS_TOGETHER} MB")
        try:
            return wire.decode(self._read(size, end))
        except wire.Malformed as error:
            raise Died("ended", f"it answered with {error}") from None

    def _read(self, size: int, end: float) -> bytes:
        data = bytearray()
        look = time.monotonic() + WATCH_EVERY
        while len(data) < size:
            ready, _, _ = select.select([self.fd], [], [], WATCH_EVERY)
            if ready:
                try:
                    part = os.read(self.fd, min(size - len(data), 1 << 20))
                except OSError:
                    part = b""
                if not part:
                    raise Died("ended", "the process ended by itself")
                data += part
            if time.monotonic() < look:
                continue
            look = time.monotonic() + WATCH_EVERY
            held = self.process.memory()
            if self._resident and not held and not ready:
                raise Died("ended", "the process ended by itself, or its main thread did")
            if held - self._resident > self.most.memory_mb << 20:
                raise Died("memory", f"it used more than {self.most.memory_mb} MB of memory")
            if self.now() > end:
                raise Died("time", "it took too long")
        return bytes(data)

    def now(self) -> float:
        """The time that counts."""
        self.held_up = max(self.held_up, self.process.held_up())
        return time.monotonic() - self.held_up

    def ended(self) -> bool:
        """Whether its process is no more."""
        return bool(select.select([self.handle.pidfd], [], [], 0)[0])

    def kill(self) -> None:
        """End it, whatever it is doing; who waits for its answer sees that it has died."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self.handle.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """End it and forget it."""
        self.kill()
        os.close(self.handle.pidfd)
        self.process.close()
        self.handle.channel.close()
