"""Resource limits of one process."""

import resource
from dataclasses import dataclass
from pathlib import Path

MB = 1 << 20


@dataclass(frozen=True)
class Share:
    """What one child may use: times in seconds, sizes in MB."""

    cpu_seconds: float
    memory_mb: int
    scratch_mb: int
    file_mb: int
    threads: int


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


def confine(share: Share, own_user: bool) -> bool:
    """Set the limits. Threads are counted per user, so they are limited only where the child has its own."""
    cpu = int(share.cpu_seconds) + 2
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_DATA: _data_size() + share.memory_mb * MB,
        resource.RLIMIT_FSIZE: share.file_mb * MB,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if own_user:
        limits[resource.RLIMIT_NPROC] = share.threads
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))
    return True
