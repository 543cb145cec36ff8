"""Resource limits of one process."""

import resource
from pathlib import Path

MB = 1 << 20


def _data_size() -> int:
    """Bytes of private, writable memory that this process has mapped already."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def cap_memory(more_mb: int) -> None:
    """Let this process take at most `more_mb` beyond the memory that it has."""
    most = _data_size() + more_mb * MB
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def confine(cpu_seconds: float, memory_mb: int, file_mb: int, threads: int | None) -> bool:
    """Set the limits. Threads are counted per user, so they are limited only where the child has its own."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: int(cpu_seconds) + 2,
        resource.RLIMIT_DATA: _data_size() + memory_mb * MB,
        resource.RLIMIT_FSIZE: file_mb * MB,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if threads is not None:
        limits[resource.RLIMIT_NPROC] = threads
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))
    return True
