"""One submission's life in children: its cells run in order, probes asked, and a new child when one dies.

Runs on the judge's side. Never trusts a child: every wait has an end, every length a cap, and memory is watched from
outside.
"""

import contextlib
import math
import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import wire
from autograder.config import Limits
from autograder.errors import KitError
from autograder.pool import Handle, Zygote
from autograder.witness import CellResult, Died, RunCell, StudentMissing, StudentRaised

GRACE = 2.0
WATCH_EVERY = 0.05
HELLO_SECONDS = 30.0
ANSWERS_TOGETHER = 4  # a child's answers are kept until all are judged: times `answer_mb`
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """CPU seconds that children have used, and the limits that were hit."""

    cpu: float = 0.0
    hits: list[str] = field(default_factory=list)


class Child:
    """One live child behind its channel."""

    def __init__(self, zygote: Zygote, most: Limits, checks: str, deadline: float) -> None:
        self.most = most
        self.deadline = deadline
        self.handle: Handle = zygote.fork(most)
        self.fd = self.handle.channel.fileno()
        self.pid = self.handle.pid
        self._resident = self._memory()
        self.heard = 0
        try:
            self._greet(checks)
        except (Died, OSError) as error:
            self.close()
            raise KitError(f"A child ended before it ran anything ({error}).") from None
        except BaseException:
            self.close()
            raise

    def _greet(self, checks: str) -> None:
        """Hear which walls stand and hand over the checks; no student code has run, so its time does not count yet."""
        hello = self._reply(HELLO_SECONDS, math.inf)
        if not isinstance(hello, dict) or not isinstance(hello.get("walls"), list):
            raise KitError(f"The sandbox could not be put up: {hello}.")
        self.walls = tuple(str(wall) for wall in hello["walls"])
        wire.send(self.fd, wire.encode(checks))
        loaded = self._reply(HELLO_SECONDS, math.inf)
        if not isinstance(loaded, dict) or "loaded" not in loaded:
            raise KitError(f"The checks could not be loaded where they ask: {loaded}.")

    def request(self, message: dict, seconds: float) -> Any:
        """Send `message`; its answer within `seconds` and a grace.

        Raises Died when there is none, or when there was one before the question.
        """
        if select.select([self.fd], [], [], 0)[0]:
            raise Died("ended", "it ended, or spoke before it was asked")
        try:
            self.handle.channel.settimeout(GRACE + seconds)  # it may have stopped reading
            self.handle.channel.sendall(wire.frame(wire.encode(message)))
            self.handle.channel.settimeout(None)
        except TimeoutError:
            raise Died("time", "it did not take the question") from None
        except OSError:
            raise Died("ended", "the process had ended") from None
        return self._reply(seconds + GRACE, self.deadline)

    def _reply(self, seconds: float, deadline: float) -> Any:
        end = min(time.monotonic() + seconds, deadline)
        header = self._read(8, end)
        size = int.from_bytes(header, "big")
        if size > self.most.answer_mb << 20:
            raise Died("ended", f"it answered with more than {self.most.answer_mb} MB")
        self.heard += size
        if self.heard > self.most.answer_mb * ANSWERS_TOGETHER << 20:
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
            now = time.monotonic()
            if now > look:
                look = now + WATCH_EVERY
                if self._memory() - self._resident > self.most.memory_mb << 20:
                    raise Died("memory", f"it used more than {self.most.memory_mb} MB of memory")
            if now > end:
                raise Died("time", "it took too long")
        return bytes(data)

    def _memory(self) -> int:
        """Bytes of resident memory that are not files, shared or not; 0 when the process has gone."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return 0
        sizes = (line.split()[1] for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
        return sum(map(int, sizes)) * 1024

    def cpu_seconds(self) -> float:
        """CPU time used so far, by the process and its children that have ended."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return 0.0
        return sum(int(n) for n in fields[11:15]) / TICK

    def close(self) -> None:
        """Kill it, whatever it is doing."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self.handle.pidfd, signal.SIGKILL)
        os.close(self.handle.pidfd)
        self.handle.channel.close()


class Session:
    """Cells and probes of one submission. Use as a context manager: nothing survives it."""

    def __init__(self, zygote: Zygote, most: Limits, cells: Sequence[RunCell], checks: str) -> None:
        self.zygote = zygote
        self.most = most
        self.cells = cells
        self.checks = checks
        self.results: dict[int, CellResult] = {}
        self.again: tuple[str, ...] = ()
        self.walls: tuple[str, ...] = ()
        self.usage = Usage()
        self.deadline = time.monotonic() + most.submission_seconds
        self._child: Child | None = None
        self._skip: dict[int, CellResult] = {}
        self._starts = 0

    def __enter__(self) -> "Session":
        try:
            self._live()
        except Died as died:
            for index, cell in enumerate(self.cells):
                self.results.setdefault(index, CellResult(died=died, missing=cell.defines))
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _live(self) -> Child:
        """The child with all cells run; a new one, without the cells that killed the last, if there is none.

        Raises Died when the submission has used up its restarts or its time.
        """
        while self._child is None:
            if time.monotonic() > self.deadline:
                raise Died("time", f"the whole notebook took more than {self.most.submission_seconds:g} s")
            if self._starts > self.most.restarts:
                raise Died("ended", f"it had to be started anew more than {self.most.restarts} times")
            self._starts += 1
            self._child = Child(self.zygote, self.most, self.checks, self.deadline)
            self.walls = self._child.walls
            try:
                self._run_cells()
            except Died as died:
                self._note(died.kind)
                self._end()
        return self._child

    def _run_cells(self) -> None:
        """Run or register all cells, then settle; a cell that ends the process is skipped from then on.

        Raises Died when it ends between cells.
        """
        for index, cell in enumerate(self.cells):
            if index in self._skip:
                self.results[index] = self._skip[index]
                continue
            assert self._child is not None
            if cell.asked:
                self._child.request({"do": "source", "cell": cell.label, "source": cell.source}, 5)
                self.results[index] = CellResult()
                continue
            message = {
                "do": "cell",
                "cell": cell.label,
                "source": cell.source,
                "defines": list(cell.defines),
                "seconds": cell.seconds,
            }
            try:
                reply = self._child.request(message, cell.seconds)
                self.results[index] = _cell_result(reply)
            except Died as died:
                self._skip[index] = self.results[index] = CellResult(died=died, missing=cell.defines)
                self._note(died.kind)
                self._end()
                return
            raised = self.results[index].raised
            if raised and raised["kind"] != "error":
                self._note(raised["kind"])
                self._skip[index] = self.results[index]  # once is enough, should another cell end the process
        assert self._child is not None
        again = self._child.request({"do": "settle"}, 10)
        self.again = tuple(str(name)[:100] for name in again) if isinstance(again, list) else ()

    def ask(self, probe: str, arguments: Sequence[Any], named: Mapping[str, Any], seconds: float) -> Any:
        """The student's answer to a probe.

        Raises StudentRaised, StudentMissing, or Died.
        """
        message = {"do": "ask", "probe": probe, "arguments": list(arguments), "named": dict(named), "seconds": seconds}
        try:
            reply = self._live().request(message, seconds)
        except Died as died:
            self._note(died.kind)
            self._end()
            raise
        if isinstance(reply, dict) and "answer" in reply:
            return reply["answer"]
        if isinstance(reply, dict) and "missing" in reply:
            raise StudentMissing(str(reply["missing"]))
        result = _cell_result(reply)
        assert result.raised is not None
        if result.raised["kind"] != "error":
            self._note(result.raised["kind"])
        raise StudentRaised(result.raised)

    def run(self, cell: RunCell) -> CellResult:
        """Run one more cell (a mistake's version of an exercise) in the live child."""
        message = {
            "do": "cell",
            "cell": cell.label,
            "source": cell.source,
            "defines": list(cell.defines),
            "seconds": cell.seconds,
        }
        return _cell_result(self._live().request(message, cell.seconds))

    def put_source(self, label: str, source: str) -> None:
        """Make `source` the exercise's cell without running it."""
        self._live().request({"do": "source", "cell": label, "source": source}, 5)

    def renew(self) -> None:
        """Give the submission all of its share again: used where one session serves many."""
        self.deadline = time.monotonic() + self.most.submission_seconds
        self._starts = 0
        if self._child is not None:
            self._child.deadline = self.deadline
            self._child.heard = 0

    def rewind(self) -> None:
        """Undo what was run and asked since the cells had run."""
        if self._child is not None:
            try:
                self._child.request({"do": "rewind"}, 10)
            except Died as died:
                self._note(died.kind)
                self._end()

    def cancel(self) -> None:
        """End it from another thread: what is being asked dies at once, and nothing is asked again."""
        self.deadline = 0.0
        child = self._child
        if child is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(child.handle.pidfd, signal.SIGKILL)

    def _note(self, kind: str) -> None:
        self.usage.hits.append(kind)

    def _end(self) -> None:
        if self._child is not None:
            self.usage.cpu += self._child.cpu_seconds()
            self._child.close()
            self._child = None


TEXTS = ("type", "message", "cell", "code", "kind")


def _cell_result(reply: Any) -> CellResult:
    """A child's account of a cell or an exception, with every field made what it should be."""
    if not isinstance(reply, dict):
        reply = {"raised": {"message": "it answered with something else than was asked"}}
    raised = reply.get("raised")
    missing = reply.get("missing")
    if isinstance(raised, dict):
        line = raised.get("line")
        facts: dict[str, Any] = {name: str(raised.get(name, ""))[:2000] for name in TEXTS}
        facts["line"] = line if isinstance(line, int) and 0 <= line < 100_000 else 0
        facts["kind"] = facts["kind"] if facts["kind"] in ("time", "memory") else "error"
        raised = facts
    else:
        raised = None
    names = tuple(str(name)[:100] for name in missing) if isinstance(missing, list) else ()
    if "raised" not in reply:
        raised = {"type": "", "message": "it gave no answer", "cell": "", "code": "", "kind": "error", "line": 0}
    return CellResult(raised, names)
