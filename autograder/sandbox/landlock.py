"""Landlock: which files may be opened, and no TCP, abstract sockets or signals to processes outside."""

import ctypes
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

NETWORK_ABI, SCOPE_ABI = 4, 6
BIND_AND_CONNECT_TCP = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


class _Attributes(ctypes.Structure):
    """struct landlock_ruleset_attr of linux/landlock.h, in full: the library knows only its first field."""

    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


def abi() -> int:
    """The version of Landlock in this kernel, 0 where there is none."""
    try:
        from landlock.plumbing import landlock_abi_version

        ctypes.set_errno(0)  # the library takes what an earlier call left there for a failure of its own
        return landlock_abi_version()
    except Exception:  # not Linux, switched off at boot, or the package is missing
        return 0


def readable_paths(paths: Iterable[str | Path]) -> list[str]:
    """Those of `paths` that exist."""
    return [str(path) for path in paths if os.path.exists(path)]


def around(path: str, hidden: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """What to allow so that all below `path` can be read but the folders `hidden`, and whether to read or only list it.

    Rights can only be added below a folder: on the way to a hidden one, each of its neighbours gets them by itself.
    """
    path = os.path.realpath(path)
    if path in hidden:
        return
    inside = any(place.startswith(path.rstrip("/") + "/") for place in hidden)
    yield path, not inside
    for entry in os.listdir(path) if inside else ():
        yield from around(os.path.join(path, entry), hidden)


def confine(
    readable: Iterable[str],
    writable: Iterable[str],
    devices: Iterable[str],
    gpus: Iterable[str] = (),
    hidden: Iterable[str] = (),
) -> bool:
    """Forbid this thread, for good, every file that is not below `readable`, `writable`, or a device or GPU.

    Of what lies below the folders `hidden` nothing can be read. Returns whether the layer stands.
    """
    version = abi()
    if not version:
        return False
    from landlock import FSAccess, Ruleset

    ctypes.set_errno(0)
    read = FSAccess.READ_FILE | FSAccess.READ_DIR
    write = FSAccess.all() & ~(
        FSAccess.MAKE_CHAR | FSAccess.MAKE_BLOCK | FSAccess.MAKE_SOCK | FSAccess.MAKE_FIFO | FSAccess.EXECUTE
    )
    rules = Ruleset()
    unseen = [os.path.realpath(path) for path in hidden]
    for path, whole in {part for folder in readable for part in around(folder, unseen)}:
        if os.path.isdir(path):
            rules.allow(path, rules=read if whole else FSAccess.READ_DIR)
        elif os.path.exists(path):
            rules.allow(path, rules=FSAccess.READ_FILE)
    rules.allow(*writable, rules=write)
    rules.allow(*devices, rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
    driven = (FSAccess.READ_FILE | FSAccess.WRITE_FILE | FSAccess.IOCTL_DEV) & FSAccess.all()
    for path in gpus:
        rules.allow(path, rules=driven | FSAccess.READ_DIR if os.path.isdir(path) else driven)
    rules.apply()
    os.close(rules._fd)
    if version >= NETWORK_ABI:
        _confine_beyond_files(version)
    return True


def _confine_beyond_files(version: int) -> None:
    from landlock.plumbing import get_libc

    libc = get_libc()
    attributes = _Attributes(0, BIND_AND_CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS if version >= SCOPE_ABI else 0)
    size = 24 if version >= SCOPE_ABI else 16
    fd = libc.syscall(444, ctypes.byref(attributes), ctypes.c_size_t(size), 0)
    if fd < 0 or libc.syscall(446, fd, 0):
        raise OSError(ctypes.get_errno(), "Landlock refused its own rules")
    os.close(fd)
