"""What the kernel tells of a process: the time it used, the time it waited for a processor, the memory it holds."""

import contextlib
import os

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
FILES = ("schedstat", "stat", "status")


class Process:
    """A process by its id, its files in /proc held open: they are read many times a second.

    Of a process that has ended, and where the system does not count, all is 0. Close it.
    """

    def __init__(self, pid: int | str = "self") -> None:
        self._files: dict[str, int] = {}
        for name in FILES:
            with contextlib.suppress(OSError):
                self._files[name] = os.open(f"/proc/{pid}/{name}", os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        while self._files:
            os.close(self._files.popitem()[1])

    def _read(self, name: str) -> bytes:
        try:
            return os.pread(self._files[name], 1 << 13, 0)
        except (OSError, KeyError):
            return b""

    def _ticks(self) -> list[int]:
        """Its CPU time in user and system mode, and that of its children that have ended, in ticks."""
        return [int(ticks) for ticks in self._read("stat").rpartition(b")")[2].split()[11:15]]

    def cpu_seconds(self) -> float:
        """CPU time used so far, by the process and its children that have ended."""
        return sum(self._ticks()) / TICK

    def held_up(self) -> float:
        """Seconds it was ready to run while others had the processors.

        Threads of its own are no others: what they used is taken off, or a process could hold itself up for ever.
        """
        counted = self._read("schedstat").split()
        if len(counted) < 2:
            return 0.0
        ran, waited = int(counted[0]) / 1e9, int(counted[1]) / 1e9
        return max(0.0, waited - max(0.0, sum(self._ticks()[:2]) / TICK - ran))

    def memory(self) -> int:
        """Bytes of memory that are not files, shared or not, also those moved to the disk, and of the tables for it.

        0 too where the main thread has ended and others go on: of such a process the kernel tells nothing.
        """
        status = self._read("status")
        total = 0
        for name in (
            b"\nRssAnon:",
            b"\nRssShmem:",
            b"\nVmSwap:",
            b"\nVmPTE:",
        ):  # a line of its own: the name of a process may hold such words
            value = status.partition(name)[2].split(None, 1)
            total += int(value[0]) * 1024 if value else 0
        return total


def held_up() -> float:
    """Seconds that this process was ready to run while others had the processors."""
    with contextlib.closing(Process()) as this:
        return this.held_up()
