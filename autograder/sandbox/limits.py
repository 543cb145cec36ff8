"""Resource limits of one process."""

import resource
from pathlib import Path

MB = 1 << 20
ADDRESSES_MB = 16 << 10  # the kernel's tables for what is mapped and never written are counted by no other limit


def _mapped(what: str = "VmData") -> int:
    """Bytes that this process has mapped already: of private, writable memory, or `VmSize` of all."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024
    return 0


def cap_memory(more_mb: int) -> None:
    """Let this process take at most `more_mb` beyond the memory that it has."""
    most = _mapped() + more_mb * MB
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def confine(cpu_seconds: float, memory_mb: int, file_mb: int, threads: int | None, gpus: bool = False) -> bool:
    """Set the limits. Threads are counted per user, so they are limited only where the child has its own.

    CUDA maps far more than there is: with `gpus` addresses are not limited.
    """
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: int(cpu_seconds) + 2,
        resource.RLIMIT_DATA: _mapped() + memory_mb * MB,
        resource.RLIMIT_FSIZE: file_mb * MB,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 1024,  # timers too: each is memory of the kernel's
    }
    if not gpus:
        limits[resource.RLIMIT_AS] = _mapped("VmSize") + ADDRESSES_MB * MB
    if threads is not None:
        limits[resource.RLIMIT_NPROC] = threads
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))
    return True
